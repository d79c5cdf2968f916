"""Bridges: from a worker thread's statement to the coroutines that await it."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
import weakref
from collections.abc import Iterator
from contextvars import ContextVar
from types import FrameType
from typing import Any

from asgiref.sync import SyncToAsync

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.landmarks import Landmark, place, remove
from nplusone_guard.django.gathers import mark_of

__all__ = ["install_bridges", "uninstall_bridges"]

_CALL = SyncToAsync.__call__.__code__
_MOST_AWAITED = 200
_MOST_WAITS = 50
_WAIT = 0.0001

# The task that waited last time: its context goes into the thread and comes back, so
# all tasks of a busy server need not be searched for each statement.
_task: ContextVar[weakref.ref[Any] | None] = ContextVar(
    "nplusone_guard_task", default=None
)


def install_bridges() -> None:
    """Make the walk go on from a thread to the coroutine that waits for it."""
    place(SyncToAsync.thread_handler, Landmark("bridge", frames_awaiting))


def uninstall_bridges() -> None:
    """Let the walk end with the thread again."""
    remove(SyncToAsync.thread_handler)


def frames_awaiting(frame: FrameType) -> list[tuple[FrameType, object]]:
    """Return the suspended frames that wait for the thread of *frame*.

    The innermost comes first; each with None, "all" or the number of the task, as the
    walk wants it.
    """
    names = frame.f_locals
    mark = names.get("task_context")
    task, chain = _waiting_task(names.get("loop"), mark)
    found: list[tuple[FrameType, object]] = [(each, None) for each in chain]
    while task is not None and len(found) < _MOST_AWAITED:
        outer, number = _awaiter_of(task)
        chain = list(_chain(outer)) if outer is not None else []
        shown = next((each for each in chain if is_application(each)), None)
        for each in chain:
            found.append((each, mark_of(each, number) if each is shown else None))
        task = outer
    return found


def _waiting_task(loop: Any, mark: object) -> tuple[Any, list[FrameType]]:
    """Return the task whose innermost call into a thread holds *mark*.

    The thread may be quicker than the task that started it: then wait until the task
    has come to its `await`.
    """
    for _ in range(_MOST_WAITS):
        if not _is_running(loop, mark):
            break
        time.sleep(_WAIT)
    return _suspended(loop, mark)


def _is_running(loop: Any, mark: object) -> bool:
    """Say whether the loop's own thread is still inside the call that holds *mark*."""
    frame = sys._current_frames().get(getattr(loop, "_thread_id", None) or 0)
    while frame is not None:
        if frame.f_code is _CALL and frame.f_locals.get("task_context") is mark:
            return True
        frame = frame.f_back
    return False


def _suspended(loop: Any, mark: object) -> tuple[Any, list[FrameType]]:
    known = _task.get()
    last = known() if known is not None else None
    if last is not None:
        chain = list(_chain(last))
        if _is_marked(chain, mark):
            return last, chain
    for task in asyncio.all_tasks(loop):
        chain = list(_chain(task))
        if _is_marked(chain, mark):
            _task.set(weakref.ref(task))
            return task, chain
    return None, []


def _is_marked(chain: list[FrameType], mark: object) -> bool:
    return any(
        frame.f_code is _CALL and frame.f_locals.get("task_context") is mark
        for frame in chain[:3]
    )


def _chain(task: Any) -> Iterator[FrameType]:
    """Return the suspended frames of *task*, the innermost first."""
    frames: list[FrameType] = []
    awaited = task.get_coro()
    while awaited is not None and len(frames) < _MOST_AWAITED:
        frame = _frame_of(awaited)
        if frame is not None:
            frames.append(frame)
        awaited = _awaited_by(awaited)
    return reversed(frames)


def _frame_of(awaited: Any) -> FrameType | None:
    for name in ("cr_frame", "ag_frame", "gi_frame"):
        frame = getattr(awaited, name, None)
        if isinstance(frame, FrameType):
            return frame
    return None


def _awaited_by(awaiting: Any) -> Any:
    """Return what *awaiting* waits for, also through `async for`, which hides it."""
    for name in ("cr_await", "ag_await", "gi_yieldfrom"):
        if hasattr(awaiting, name):
            return getattr(awaiting, name)
    if isinstance(awaiting, asyncio.Future):
        return None
    for inside in gc.get_referents(awaiting):
        if _frame_of(inside) is not None:
            return inside
    return None


def _awaiter_of(task: Any) -> tuple[Any, object]:
    """Return the task that waits for *task*, and the number *task* has in a gather."""
    number: object = None
    future = task
    for _ in range(_MOST_AWAITED):
        following = None
        for callback, *_rest in getattr(future, "_callbacks", None) or ():
            owner = getattr(callback, "__self__", None)
            parent = getattr(owner, "_parent_task", owner)
            if isinstance(parent, asyncio.Task):
                return parent, ("group" if parent is not owner else number)
            following = following or _future_in(callback)
        if following is None:
            return None, None
        children = getattr(following, "_children", None) or []
        if future in children:
            number = children.index(future)
        future = following
    return None, None


def _future_in(callback: Any) -> Any:
    """Return the future that *callback*, a function of asyncio's, will complete."""
    for cell in getattr(callback, "__closure__", None) or ():
        try:
            value = cell.cell_contents
        except ValueError:
            continue
        if isinstance(value, asyncio.Future) and not value.done():
            return value
    return None
