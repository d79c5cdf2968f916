"""The ends of a process: `atexit`, and `os._exit`, exec and SIGTERM, which run none of that.

Processes of `multiprocessing` end with `os._exit`, workers of a pool with SIGTERM.
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from nplusone_guard.containment import contained

__all__ = ["call_before_the_end"]

_EXECS = ("execv", "execve")  # what all others of the family call


def call_before_the_end(tell: Callable[[], None], again: Callable[[], None]) -> None:
    """Have *tell* called before such an end, and *again* where it was none after all."""
    telling = _Telling(tell)
    atexit.register(telling)
    os._exit = _exiting(os._exit, telling)
    for name in _EXECS:
        vars(os)[name] = _executing(vars(os)[name], telling, again)
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, telling.end)


class _Telling:
    """The last words of a process, which a signal in the midst of them only delays."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._is_busy = False
        self._signal = 0

    def __call__(self) -> None:
        self._is_busy = True
        contained("write the report", self._tell)
        self._is_busy = False
        if self._signal:
            # By the signal all the same: who waits for the process sees it so.
            signal.signal(self._signal, signal.SIG_DFL)
            os.kill(os.getpid(), self._signal)

    def end(self, number: int, frame: FrameType | None) -> None:
        """End by the signal *number*, the last words said."""
        self._signal = number
        if not self._is_busy:
            self()


def _exiting(exit_now: Callable[[int], Any], telling: _Telling) -> Any:
    def _exit(status: int) -> Any:
        telling()
        return exit_now(status)

    return _exit


def _executing(
    execute: Callable[..., Any], telling: _Telling, again: Callable[[], None]
) -> Any:
    def exec_program(path: Any, *arguments: Any) -> Any:
        # execvp tries one folder after the other: most of its calls end nothing.
        if not contained("look at a program", os.access, path, os.X_OK):
            return execute(path, *arguments)
        telling()
        try:
            return execute(path, *arguments)
        finally:
            contained("watch on", again)

    return exec_program
