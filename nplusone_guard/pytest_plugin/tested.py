"""A tested body: the scope of one test, the requests within it, and the verdict."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from types import TracebackType
from typing import Any

from nplusone_guard.api import guard
from nplusone_guard.errors import NPlusOneError
from nplusone_guard.pytest_plugin.markers import Demand
from nplusone_guard.report.gathering import gathered
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.testing.told import findings_text
from nplusone_guard.watch import Watch

__all__ = ["Body", "Tested", "current_test"]

_current: ContextVar[Tested | None] = ContextVar("nplusone_guard_test", default=None)
current_test = _current.get

# Told the findings, gives those that are not known already.
News = Callable[[list[Finding]], list[Finding]]


class Tested:
    """One test while it runs: what is asked of it and what it has shown.

    Attributes:
        name: the test's node id.
        watch: the body's watch, once it has begun.
        reports: of the body and of each request within it that has findings.
        statements: how many statements the body sent, over all its runs.
        verdict: the error that the plugin itself raised about it.
    """

    def __init__(self, name: str, demand: Demand, news: News) -> None:
        self.name = name
        self.demand = demand
        self.news = news
        self.watch: Watch | None = None
        self.reports: list[Report] = []
        self.statements = 0
        self.verdict: AssertionError | None = None

    @contextmanager
    def request(self, name: str) -> Iterator[None]:
        """Watch one request of a test client as a scope of its own."""
        block = guard(
            f"{self.name} > {name}", kind="request", config=self.demand.config
        )
        watch = block.open(sys._getframe(2))
        try:
            yield
        finally:
            block.close()
            self.reports.append(watch.report)

    def saw(self, body: Report, first: int) -> None:
        """Keep the report of a body; its requests' reports begin at *first*."""
        self.statements += body.statements
        requests = self.reports[first:]
        known = {_place(one) for report in requests for one in report.findings}
        own = tuple(one for one in body.findings if _place(one) not in known)
        self.reports[first:] = [
            report
            for report in (replace(body, findings=own), *requests)
            if report.findings or report.accepted
        ]

    def judge(self) -> NPlusOneError | None:
        """Return the error to raise about what has been found, or None."""
        if self.demand.mode != "fail":
            return None
        found = gathered(self.reports)
        news = self.news([one.finding for one in found if one.finding.accepted is None])
        if not news:
            return None
        report = None if self.watch is None else self.watch.report
        return NPlusOneError(findings_text(news), report)


class Body:
    """One run of a test's body, as `with Body(tested):`."""

    def __init__(self, tested: Tested) -> None:
        self._tested = tested
        self._first = len(tested.reports)
        demand = tested.demand
        self._guard = guard(tested.name, kind="test", config=demand.config)
        self._budget = demand.budget
        self._budget_guard = None if self._budget is None else self._budget.scope()
        self._budget_watch: Watch | None = None

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        self._watch = self._tested.watch = self._guard.open(frame)
        if self._budget_guard is not None:
            self._budget_watch = self._budget_guard.open(frame)
        self._before = _current.get()
        _current.set(self._tested)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        _current.set(self._before)
        if self._budget_guard is not None:
            self._budget_guard.close()
        self._guard.close()
        self._tested.saw(self._watch.report, self._first)
        if error is None:
            self._tested.verdict = self._verdict()
            if self._tested.verdict is not None:
                raise self._tested.verdict

    def _verdict(self) -> AssertionError | None:
        if self._budget is not None and self._budget_watch is not None:
            broken = self._budget.judge(self._budget_watch.report)
            if broken is not None:
                return broken
        return self._tested.judge()


def _place(finding: Finding) -> Any:
    blame = finding.blame
    return finding.code, finding.shape_id, blame.file, blame.line, blame.column
