"""A watch: what a guarded block hands to its user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nplusone_guard.capture.context import close_scope, open_scope, open_scopes
from nplusone_guard.capture.scope import Scope
from nplusone_guard.report.values import Report

__all__ = ["Watch"]


class Watch:
    """The statements and findings of one scope, while it runs and after."""

    _report: Report | None = None

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @property
    def statements(self) -> int:
        """How many statements ran so far, transaction control left out."""
        return self._scope.statements

    @property
    def transactions(self) -> int:
        """How many BEGIN, SAVEPOINT, COMMIT and the like ran so far."""
        return self._scope.transactions

    @property
    def report(self) -> Report:
        """The report: final once the block has ended, of this moment before."""
        from nplusone_guard.pipeline import examine

        if self._scope.is_open:
            return examine(self._scope)
        if self._report is None:
            self._report = examine(self._scope)
        return self._report

    @property
    def is_open_here(self) -> bool:
        """Whether this scope sees the statements of the current thread or task."""
        return self._scope in open_scopes()

    @contextmanager
    def attach(self) -> Iterator[Watch]:
        """Let this scope also see the statements of the current thread or task.

        Threads started by hand and `run_in_executor` do not carry the context along;
        inside them, `with watch.attach():` does.
        """
        if self.is_open_here:
            yield self
            return
        open_scope(self._scope)
        try:
            yield self
        finally:
            close_scope(self._scope, finish=False)
