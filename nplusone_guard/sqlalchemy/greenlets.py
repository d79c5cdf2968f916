"""The greenlet bridge: from an async session's inner stack on to the awaiting code."""

from __future__ import annotations

import sys
from types import FrameType

__all__ = ["awaiting_frame"]


def awaiting_frame(last: FrameType) -> FrameType | None:
    """Return the frame that awaits the greenlet whose outermost frame is *last*.

    SQLAlchemy runs its sync core in a greenlet; the user's `await` stands on the stack
    of the greenlet's parent. Without greenlet imported nobody is inside one.
    """
    greenlet = sys.modules.get("greenlet")
    if greenlet is None:
        return None
    current, frame = greenlet.getcurrent(), sys._getframe()
    while current.parent is not None and frame is not None:
        if _outermost(frame) is last:
            outer: FrameType | None = current.parent.gr_frame
            return outer
        current = current.parent
        frame = current.gr_frame
    return None


def _outermost(frame: FrameType) -> FrameType:
    while frame.f_back is not None:
        frame = frame.f_back
    return frame
