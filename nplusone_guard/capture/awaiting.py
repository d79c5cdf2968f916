"""Awaiting: the frames of a task that stand still until something is there."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

__all__ = ["frames_of"]

_MOST_AWAITED = 200


def frames_of(task: Any) -> Iterator[FrameType]:
    """Yield the suspended frames of *task*, the outermost first."""
    awaited: Any = task.get_coro()
    for _ in range(_MOST_AWAITED):
        if awaited is None:
            return
        for name in ("cr_frame", "ag_frame", "gi_frame"):
            frame = getattr(awaited, name, None)
            if isinstance(frame, FrameType):
                yield frame
        awaited = _awaited_by(awaited)


def _awaited_by(awaiting: Any) -> Any:
    for name in ("cr_await", "ag_await", "gi_yieldfrom"):
        if hasattr(awaiting, name):
            return getattr(awaiting, name)
    return None
