"""A tested body: the scope of one test, the requests within it, and the verdict."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType

from nplusone_guard.api import guard
from nplusone_guard.errors import NPlusOneError
from nplusone_guard.pytest_plugin.markers import Demand
from nplusone_guard.report.gathering import gathered
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.testing.told import findings_text
from nplusone_guard.watch import Watch

__all__ = ["Body", "Judgement", "Tested", "current_test"]

_current: ContextVar[Tested | None] = ContextVar("nplusone_guard_test", default=None)
current_test = _current.get
_is_in_request: ContextVar[bool] = ContextVar("nplusone_guard_request", default=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the run judges what a test shows.

    Attributes:
        arranged: moves what test code arranges to what is accepted.
        news: leaves those findings that are not known already.
    """

    arranged: Callable[[Report], Report]
    news: Callable[[list[Finding]], list[Finding]]


class Tested:
    """One test while it runs: what is asked of it and what it has shown.

    Attributes:
        name: the test's node id.
        watch: of all that the body sends, once it has begun.
        own_watch: of what it sends outside requests.
        reports: of the body and of each request within it that has findings.
        statements: how many statements the body sent, over all its runs.
        verdict: the error that the plugin itself raised about it.
    """

    def __init__(self, name: str, demand: Demand, judgement: Judgement) -> None:
        self.name = name
        self.demand = demand
        self.judgement = judgement
        self.watch: Watch | None = None
        self.own_watch: Watch | None = None
        self.reports: list[Report] = []
        self.statements = 0
        self.verdict: AssertionError | None = None

    @contextmanager
    def request(self, name: str) -> Iterator[None]:
        """Watch one request of a test client as a scope of its own."""
        block = guard(
            f"{self.name} > {name}", kind="request", config=self.demand.config
        )
        # Past contextlib's frame: the one that sends the request.
        watch = block.open(sys._getframe(2))
        before = _is_in_request.get()
        _is_in_request.set(True)
        try:
            yield
        finally:
            _is_in_request.set(before)
            block.close()
            self.reports.append(watch.report)

    def saw(self, statements: int, own: Report) -> None:
        """Count what a body sent; *own* is the report without its requests."""
        self.statements += statements
        self.reports.append(self.judgement.arranged(own))
        self.reports[:] = [
            report for report in self.reports if report.findings or report.accepted
        ]

    def news(self) -> list[Finding]:
        """Return what has been found and is not known already, where that is asked."""
        if self.demand.mode == "off":
            return []
        found = gathered(self.reports)
        return self.judgement.news(
            [one.finding for one in found if one.finding.accepted is None]
        )

    def judge(self) -> NPlusOneError | None:
        """Return the error to raise about what has been found, or None."""
        news = self.news() if self.demand.mode == "fail" else []
        if not news:
            return None
        report = None if self.watch is None else self.watch.report
        return NPlusOneError(findings_text(news), report)


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
            accepts=_outside_requests,
        )
        self._budget = demand.budget
        self._budget_guard = None if self._budget is None else self._budget.scope()
        self._budget_watch: Watch | None = None

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        self._watch = self._tested.watch = self._guard.open(frame)
        self._own = self._tested.own_watch = self._own_guard.open(frame)
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
        self._own_guard.close()
        self._guard.close()
        self._tested.saw(self._watch.statements, self._own.report)
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


def _outside_requests(link: object) -> bool:
    return not _is_in_request.get()
