"""A bridge: how to go on where a thread's or greenlet's stack ends."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

__all__ = ["Bridge", "across", "add_bridge", "remove_bridge"]


class Bridge(NamedTuple):
    """Two questions to whoever knows what awaits a stack.

    Attributes:
        cross: told the outermost frame of a stack, returns the one to go on with.
        here: returns the frame that the running stack itself goes on with.
    """

    cross: Callable[[FrameType], FrameType | None]
    here: Callable[[], FrameType | None]


_bridges: tuple[Bridge, ...] = ()


def add_bridge(bridge: Bridge) -> None:
    """Ask *bridge* for the frame to go on with where a thread's or greenlet's stack ends."""
    global _bridges
    if bridge not in _bridges:
        _bridges = (*_bridges, bridge)


def remove_bridge(bridge: Bridge) -> None:
    """Stop asking *bridge*."""
    global _bridges
    _bridges = tuple(known for known in _bridges if known is not bridge)


def across(last: FrameType) -> tuple[FrameType | None, Bridge | None]:
    """Return the frame to go on with where a stack ended with *last*, and who knew it."""
    for bridge in _bridges:
        frame = bridge.cross(last)
        if frame is not None:
            return frame, bridge
    return None, None
