"""The inner stack: the frames between a statement and SQLAlchemy's public entry point."""

from __future__ import annotations

import sys
from types import FrameType

__all__ = ["frames_below"]


def frames_below(entry: FrameType) -> list[FrameType]:
    """Return the live frames from here out to *entry*, innermost first.

    For an entry of the async facade they end with the greenlet. The caller must drop
    the list before it returns.
    """
    frames: list[FrameType] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        frames.append(frame)
        if frame is entry:
            break
        frame = frame.f_back
    return frames
