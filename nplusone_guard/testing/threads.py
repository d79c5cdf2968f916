"""Threads of a block: those that it starts send on its account.

Python gives a thread an empty context, so without this a budget would hold whatever the
threads of its block send.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from nplusone_guard.containment import contained
from nplusone_guard.watch import Watch

__all__ = ["follow", "unfollow"]

_Start = Callable[[threading.Thread], None]

_followed: list[Watch] = []
_lock = threading.Lock()
_start: _Start | None = None


def follow(watch: Watch) -> None:
    """Let *watch* see the threads that are started where its scope is open."""
    global _start
    with _lock:
        _followed.append(watch)
        if _start is None:
            _start = threading.Thread.start
            _replace(_starting(_start))


def unfollow(watch: Watch) -> None:
    """Leave new threads to themselves again; those that run stay as they are."""
    global _start
    with _lock:
        _followed.remove(watch)
        if not _followed and _start is not None:
            _replace(_start)
            _start = None


def _replace(start: _Start) -> None:
    vars_of: Any = threading.Thread
    vars_of.start = start


def _starting(start: _Start) -> _Start:
    def start_followed(thread: threading.Thread) -> None:
        contained("follow a thread", _follow_thread, thread)
        start(thread)

    return start_followed


def _follow_thread(thread: Any) -> None:
    watches = [watch for watch in tuple(_followed) if watch.is_open_here]
    if not watches:
        return
    run = thread.run

    def run_followed() -> None:
        # Nothing that a finished thread would be kept alive by.
        vars(thread).pop("run", None)
        with ExitStack() as attached:
            for watch in watches:
                attached.enter_context(watch.attach())
            run()

    thread.run = run_followed
