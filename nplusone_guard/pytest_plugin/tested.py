"""A tested body: what is asked of one test, what it has shown, and the requests in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from nplusone_guard.api import guard
from nplusone_guard.errors import NPlusOneError
from nplusone_guard.pytest_plugin.accepting import with_reasons, with_unused
from nplusone_guard.pytest_plugin.markers import Demand
from nplusone_guard.report.gathering import gathered
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.testing.told import findings_text
from nplusone_guard.watch import Watch

__all__ = ["Judgement", "Tested", "outside_requests", "running_test", "swap_running"]

# One for the process, and not one for the context: a live server's threads began before
# the test that asks them.
_running: Tested | None = None
_is_in_request: ContextVar[bool] = ContextVar("nplusone_guard_request", default=False)


def running_test() -> Tested | None:
    """Return the test whose body runs in this process."""
    return _running


def swap_running(test: Tested | None) -> Tested | None:
    """Let *test* be the one that runs; return the one before."""
    global _running
    before, _running = _running, test
    return before


def outside_requests(link: object) -> bool:
    """Say whether this statement is not sent for a request of a test client."""
    return not _is_in_request.get()


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
        budget_watch: of what counts for its budget, where it has one.
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
        self.budget_watch: Watch | None = None
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
        frame = sys._getframe(2)
        with self._attached():
            watch = block.open(frame)
            before = _is_in_request.get()
            _is_in_request.set(True)
            try:
                yield
            finally:
                _is_in_request.set(before)
                block.close()
                self.reports.append(with_reasons(watch.report, self.demand.reasons))

    @contextmanager
    def _attached(self) -> Iterator[None]:
        """Let the body count what a live server's thread sends for it."""
        with ExitStack() as attached:
            for watch in (self.watch, self.own_watch, self.budget_watch):
                if watch is not None:
                    attached.enter_context(watch.attach())
            yield

    def saw(self, statements: int, own: Report) -> None:
        """Count what a body sent; *own* is the report without its requests."""
        self.statements += statements
        reasons = self.demand.reasons
        self.reports.append(with_reasons(self.judgement.arranged(own), reasons))
        self.reports[:] = [
            report
            for report in with_unused(self.reports, reasons)
            if report.findings or report.accepted or report.notes
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
