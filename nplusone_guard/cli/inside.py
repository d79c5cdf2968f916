"""Inside a program that `nplusone-guard run` started: one scope from start to end."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from types import FrameType

from nplusone_guard.api import guard
from nplusone_guard.capture.context import close_scope, open_scope, open_scopes
from nplusone_guard.cli.ends import call_before_the_end
from nplusone_guard.cli.waking import wake_on_import
from nplusone_guard.sinks.file import append_line
from nplusone_guard.watch import Watch

__all__ = ["begin"]


def begin(file: str, name: str, threshold: int) -> None:
    """Watch this process from now on and append its report to *file* at the end."""
    _Run(file, name, threshold).begin()
    wake_on_import()


class _Run:
    """The scope of a whole process."""

    def __init__(self, file: str, name: str, threshold: int) -> None:
        self.file = file
        self.name = name
        self.threshold = threshold
        self._open()

    def begin(self) -> None:
        threading.setprofile(self._in_new_thread)
        call_before_the_end(self._write, self._open)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._in_fork)

    def _open(self) -> None:
        self.is_written = False
        before = open_scopes()
        self.guard = guard(
            self.name, kind="task", mode="collect", threshold=self.threshold
        )
        self.watch: Watch = self.guard.open()
        (self.scope,) = (one for one in open_scopes() if one not in before)

    def _in_fork(self) -> None:
        # What the parent sent is not this process's doing.
        close_scope(self.scope, finish=False)
        self.name = f"{self.name} > fork"
        self._open()

    def _in_new_thread(self, frame: FrameType, event: str, argument: object) -> None:
        # A new thread starts with an empty context. Its first event comes here, and
        # no other.
        sys.setprofile(None)
        if self.scope not in open_scopes():
            open_scope(self.scope)

    def _write(self) -> None:
        if self.is_written:
            return
        self.is_written = True
        report = self.watch.report
        self.guard.close()
        # Its folder is gone where a process outlives the program that started it.
        with suppress(FileNotFoundError):
            append_line(report, self.file)
