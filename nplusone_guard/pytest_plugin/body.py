"""A body: one run of a test's own code, watched and judged."""

from __future__ import annotations

import sys
from types import TracebackType

from nplusone_guard.api import guard
from nplusone_guard.pytest_plugin.tested import Tested, outside_requests, swap_running
from nplusone_guard.testing.threads import follow, unfollow

__all__ = ["Body"]


class Body:
    """One run of a test's body, as `with Body(tested):`."""

    def __init__(self, tested: Tested) -> None:
        self._tested = tested
        demand = tested.demand
        self._guard = guard(tested.name, kind="test", config=demand.config)
        # What a request asks is judged in the request's scope, and there alone: two
        # requests that ask the same repeat nothing.
        self._own_guard = guard(
            tested.name,
            kind="test",
            config=demand.config,
            accepts=outside_requests,
        )
        self._budget = demand.budget
        self._budget_guard = None if self._budget is None else self._budget.scope()

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        self._watch = self._tested.watch = self._guard.open(frame)
        self._own = self._tested.own_watch = self._own_guard.open(frame)
        self._tested.budget_watch = None
        if self._budget_guard is not None:
            self._tested.budget_watch = self._budget_guard.open(frame)
            follow(self._tested.budget_watch)
        self._before = swap_running(self._tested)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        swap_running(self._before)
        if self._budget_guard is not None and self._tested.budget_watch is not None:
            unfollow(self._tested.budget_watch)
            self._budget_guard.close()
        self._own_guard.close()
        self._guard.close()
        self._tested.saw(self._watch.statements, self._own.report)
        if error is None:
            self._tested.verdict = self._verdict()
            if self._tested.verdict is not None:
                raise self._tested.verdict

    def _verdict(self) -> AssertionError | None:
        watch = self._tested.budget_watch
        if self._budget is not None and watch is not None:
            broken = self._budget.judge(watch.report)
            if broken is not None:
                return broken
        return self._tested.judge()
