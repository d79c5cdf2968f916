"""Spawned: work in a task or a thread of its own, and who may have put it there.

The stack of a task ends where the event loop goes on with it, and that of a thread where
it began, so the loop that made them is not on it. It is in the source of a frame that
waits meanwhile: in another task or on the stack of another thread.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import CodeType, FrameType
from typing import Any

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.awaiting import frames_of
from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.expressions import Span, span_at

__all__ = ["Spawned", "spawned_among"]

_MOST_TASKS = 10_000
_MOST_FRAMES = 500
# The functions of Python's own library that run a loop of events, and a thread.
_EVENTS = ("run_forever", "base_events.py")
_THREAD = ("_bootstrap", "threading.py")


@dataclass(frozen=True, slots=True)
class Spawned:
    """Work that has a task or a thread of its own.

    Attributes:
        name: of the function that it begins with.
        start: where that function stands just now.
        waiting: what stands still meanwhile, the scope's own frames first.
        inside: how many of those are the scope's own.
        opened: where the scope opened; None where no frame that waits opened it.
    """

    name: str
    start: Span
    waiting: tuple[Span, ...]
    inside: int
    opened: Span | None = None


def spawned_among(
    frames: Sequence[FrameType], boundary: Boundary | None
) -> Spawned | None:
    """Return what *frames*, innermost first, are the work of; None for the scope's own."""
    begins = _beginning(frames, boundary)
    if begins is None:
        return None
    own: dict[tuple[int, int], Span] = {}
    others: dict[tuple[int, int], Span] = {}
    opened: Span | None = None
    for stack in _stacks_besides(begins.f_code):
        shown = [frame for frame in stack if is_application(frame)]
        found = others
        for frame in shown:
            offset = None if boundary is None else boundary.opened_at(frame)
            if offset is not None:
                found, opened = own, span_at(frame.f_code, offset)
        for frame in shown:
            key = (id(frame.f_code), frame.f_lasti)
            if key not in found:
                found[key] = span_at(frame.f_code, frame.f_lasti)
    start = span_at(begins.f_code, begins.f_lasti)
    waiting = (*own.values(), *others.values())
    return Spawned(begins.f_code.co_name, start, waiting, len(own), opened)


def _beginning(
    frames: Sequence[FrameType], boundary: Boundary | None
) -> FrameType | None:
    """Return the outermost application frame of the task or the thread."""
    running = _running_task(None)
    ends = None if running is None else next(frames_of(running), None)
    begins: FrameType | None = None
    for frame in frames:
        if is_application(frame):
            if boundary is not None and boundary.opened_at(frame) is not None:
                return None
            begins = frame
        if frame is ends or _is(frame, _THREAD):
            return begins
    return None


def _stacks_besides(sibling: CodeType) -> Iterator[list[FrameType]]:
    """Yield the stacks, outermost first, of other threads and of tasks that wait."""
    running = _running_task(None)
    if running is not None:
        yield from _waiting_tasks(running.get_loop(), sibling)
    threads = sys._current_frames()
    # Our own would hold itself in a local: a cycle that keeps the whole stack.
    threads.pop(threading.get_ident(), None)
    for top in threads.values():
        stack = list(_outward(top))
        for frame in stack:
            if _is(frame, _EVENTS):
                yield from _waiting_tasks(frame.f_locals.get("self"), sibling)
        yield stack[::-1]


def _outward(frame: FrameType | None) -> Iterator[FrameType]:
    for _ in range(_MOST_FRAMES):
        if frame is None:
            return
        yield frame
        frame = frame.f_back


def _waiting_tasks(loop: Any, sibling: CodeType) -> Iterator[list[FrameType]]:
    """Yield the stacks of the tasks of *loop*, without those that do the same work."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or not isinstance(loop, asyncio.AbstractEventLoop):
        return
    running = _running_task(loop)
    for task in islice(asyncio.all_tasks(loop), _MOST_TASKS):
        if task is running or getattr(task.get_coro(), "cr_code", None) is sibling:
            continue
        yield list(frames_of(task))


def _running_task(loop: Any) -> Any:
    """Return the task that *loop*, or else this thread, is at; None without asyncio."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or loop is None and asyncio._get_running_loop() is None:
        return None
    return asyncio.current_task(loop)


def _is(frame: FrameType, known: tuple[str, str]) -> bool:
    code = frame.f_code
    return code.co_name == known[0] and code.co_filename.endswith(known[1])
