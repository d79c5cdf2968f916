"""Threads of the event loop: from a sync endpoint to the coroutine that waits for it.

FastAPI and Starlette run sync code through anyio, in threads whose stack ends before
the request.
"""

from __future__ import annotations

import asyncio
from types import FrameType

from anyio._backends._asyncio import WorkerThread

from nplusone_guard.capture.awaiting import frames_of
from nplusone_guard.capture.landmarks import Landmark, place, remove

__all__ = ["room"]

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
            return [(each, None) for each in reversed(list(frames_of(task)))]
    return []


room = ThreadRoom()
