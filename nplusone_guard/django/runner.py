"""Django's own test runner, watching: `manage.py test --nplusone`."""

from __future__ import annotations

import os
import unittest
from contextlib import ExitStack
from typing import Any

from django.test.runner import (
    DiscoverRunner,
    ParallelTestSuite,
    RemoteTestResult,
    RemoteTestRunner,
)

from nplusone_guard.django.settings import current_config
from nplusone_guard.report.loading import report_from_json
from nplusone_guard.report.values import Report
from nplusone_guard.testing.mixin import NPlusOneTestMixin
from nplusone_guard.testing.summary import summary_lines
from nplusone_guard.testing.unittested import Body, wrapped_body

__all__ = ["NPlusOneRunner", "NPlusOneRunnerMixin"]

# How the workers of `--parallel` learn of it: the environment reaches those that are
# forked and those that are spawned.
_MODE = "NPLUSONE_GUARD_TEST_MODE"


class Watching:
    """What a test result does to watch the body of each test."""

    def startTest(self, test: Any) -> None:  # noqa: N802 - as unittest spells
        """Wrap the body of *test*."""
        self._open = ExitStack()
        super().startTest(test)  # type: ignore[misc]
        mode = os.environ.get(_MODE, "off")
        if mode == "off" or not isinstance(test, unittest.TestCase):
            return
        if isinstance(test, NPlusOneTestMixin):
            test.nplusone_also_tell(lambda report: self._found(test, report))
            return
        config = current_config().changed(mode="collect", report_file=None)
        body = Body(
            test.id(),
            config,
            fails=mode == "fail",
            told=lambda report: self._found(test, report),
        )
        self._open.enter_context(wrapped_body(test, body))

    def stopTest(self, test: Any) -> None:  # noqa: N802 - as unittest spells
        """Give *test* its own body back."""
        self._open.close()
        super().stopTest(test)  # type: ignore[misc]

    def _found(self, test: Any, report: Report) -> None:
        if report.findings or report.accepted:
            self.addNPlusOne(test, report.to_json())

    def addNPlusOne(self, test: Any, report: str) -> None:  # noqa: N802 - as unittest spells
        """Keep what a test has shown."""
        vars(self).setdefault("nplusone_reports", []).append(report)


class WatchingRemoteResult(Watching, RemoteTestResult):
    """The result in a worker: it sends what it found as an event, as it does the rest."""

    def addNPlusOne(self, test: Any, report: str) -> None:  # noqa: N802 - as unittest spells
        """Send the report to the result that speaks to the user."""
        self.events.append(("addNPlusOne", self.test_index, report))


class WatchingRemoteRunner(RemoteTestRunner):
    """The runner in a worker."""

    resultclass = WatchingRemoteResult


class WatchingParallelSuite(ParallelTestSuite):
    """The suite that hands tests to workers."""

    runner_class = WatchingRemoteRunner


class NPlusOneRunnerMixin:
    """`class Runner(NPlusOneRunnerMixin, DiscoverRunner):` knows `--nplusone`."""

    parallel_test_suite = WatchingParallelSuite

    def __init__(self, *args: Any, nplusone: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nplusone = nplusone or "off"

    @classmethod
    def add_arguments(cls, parser: Any) -> None:
        """Add the options to `manage.py test`."""
        super().add_arguments(parser)  # type: ignore[misc]
        parser.add_argument(
            "--nplusone",
            action="store_const",
            const="fail",
            help="Fail the tests in which a loop sends one query per row.",
        )
        parser.add_argument(
            "--nplusone-report",
            action="store_const",
            const="report",
            dest="nplusone",
            help="Only tell at the end which loops send one query per row.",
        )

    def get_resultclass(self) -> Any:
        """Return the result class that was to be used, made to watch."""
        plain = super().get_resultclass() or unittest.TextTestResult  # type: ignore[misc]
        return type(f"Watching{plain.__name__}", (Watching, plain), {})

    def run_suite(self, suite: Any, **kwargs: Any) -> Any:
        """Run the tests, then tell what they have shown."""
        before = os.environ.get(_MODE)
        os.environ[_MODE] = self.nplusone
        try:
            result = super().run_suite(suite, **kwargs)  # type: ignore[misc]
        finally:
            if before is None:
                del os.environ[_MODE]
            else:
                os.environ[_MODE] = before
        if self.nplusone != "off":
            self._tell(result)
        return result

    def _tell(self, result: Any) -> None:
        texts = vars(result).get("nplusone_reports", [])
        reports = [report_from_json(text) for text in texts]
        for line in ("", "N+1 queries", *summary_lines(reports, result.testsRun)):
            result.stream.writeln(line)


class NPlusOneRunner(NPlusOneRunnerMixin, DiscoverRunner):
    """`TEST_RUNNER = "nplusone_guard.django.runner.NPlusOneRunner"`."""
