"""The greenlet bridge: from an async session's inner stack on to the awaiting code."""

from __future__ import annotations

import sys
from types import FrameType

from nplusone_guard.capture.bridges import Bridge

__all__ = ["BRIDGE"]


def awaiting_frame(last: FrameType) -> FrameType | None:
    """Return the frame that awaits the greenlet whose outermost frame is *last*.

    SQLAlchemy runs its sync core in a greenlet; the user's `await` stands on the stack
    of the greenlet's parent. Without greenlet imported nobody is inside one.
    """
    greenlet = sys.modules.get("greenlet")
    if greenlet is None:
        return None
    # From the caller's frame: a frame that holds itself in a local is a cycle, which
    # keeps the whole stack and its locals until the garbage collector comes by.
    current, outermost = greenlet.getcurrent(), _outermost(sys._getframe(1))
    try:
        while current.parent is not None and outermost is not None:
            if outermost is last:
                outer: FrameType | None = current.parent.gr_frame
                return outer
            current = current.parent
            outermost = _outermost(current.gr_frame)
        return None
    finally:
        del outermost


def parent_frame() -> FrameType | None:
    """Return the frame that awaits the running greenlet."""
    parent = sys.modules["greenlet"].getcurrent().parent
    frame: FrameType | None = None if parent is None else parent.gr_frame
    return frame


BRIDGE = Bridge(awaiting_frame, parent_frame)


def _outermost(frame: FrameType | None) -> FrameType | None:
    while frame is not None and frame.f_back is not None:
        frame = frame.f_back
    return frame
