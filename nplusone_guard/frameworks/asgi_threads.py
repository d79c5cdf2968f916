"""Threads of the event loop: from a sync endpoint to the coroutine that waits for it.

FastAPI and Starlette run sync code through anyio, in threads whose stack ends before
the request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import FrameType
from typing import Any

from anyio._backends._asyncio import WorkerThread

from nplusone_guard.capture.landmarks import Landmark, place, remove

__all__ = ["room"]

_MOST_AWAITED = 200
Waiting = list[tuple[FrameType, object]]


class ThreadRoom:
    """What the core learns about worker threads."""

    name = "anyio"
    spelling = None

    def install(self) -> None:
        """Make the walk go on from a thread to the coroutine that waits for it."""
        place(WorkerThread.run, Landmark("bridge", _frames_awaiting))

    def uninstall(self) -> None:
        """Let the walk end with the thread again."""
        remove(WorkerThread.run)


def _frames_awaiting(frame: FrameType) -> Waiting:
    """Return the suspended frames that wait for the thread, the innermost first."""
    future = frame.f_locals.get("future")
    for callback, *_ in getattr(future, "_callbacks", None) or ():
        task = getattr(callback, "__self__", None)
        if isinstance(task, asyncio.Task):
            return [(each, None) for each in reversed(list(_chain(task)))]
    return []


def _chain(task: asyncio.Task[Any]) -> Iterator[FrameType]:
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


room = ThreadRoom()
