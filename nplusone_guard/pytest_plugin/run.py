"""A run: the tests of one process, watched as they were asked to be."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import nplusone_guard.pipeline  # noqa: F401 - before a body whose time is taken
from nplusone_guard.api import guard
from nplusone_guard.capture.application import is_application_file
from nplusone_guard.containment import contained
from nplusone_guard.errors import ConfigError, NPlusOneError
from nplusone_guard.pytest_plugin.body import Body
from nplusone_guard.pytest_plugin.clients import install_clients, uninstall_clients
from nplusone_guard.pytest_plugin.failing import explain, polish, trim
from nplusone_guard.pytest_plugin.known import known_findings, news
from nplusone_guard.pytest_plugin.markers import demand_of
from nplusone_guard.pytest_plugin.options import Settings
from nplusone_guard.pytest_plugin.sleeping import CARRIED
from nplusone_guard.pytest_plugin.tested import Judgement, Tested
from nplusone_guard.pytest_plugin.wrapping import wrapped
from nplusone_guard.registry import install
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.testing.arranging import Arranging
from nplusone_guard.testing.told import findings_text

__all__ = ["Run", "tested_by"]

_TESTED = pytest.StashKey[Tested]()


def tested_by(item: pytest.Item) -> Tested | None:
    """Return what is known of *item* while it runs; None where nobody asked."""
    return item.stash.get(_TESTED, None)


class Run:
    """What watches, in this process. Its hooks are one call long."""

    def __init__(self, settings: Settings, config: pytest.Config) -> None:
        self.settings = settings
        self._baseline = known_findings(settings)
        arranging = Arranging(str(config.rootpath), config.getini("python_files"))
        self._judgement = Judgement(arranging.accepted_in, self._news)
        self._of_fixtures: list[Report] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Read what is asked of the test."""
        self._prepare(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Watch the body."""
        with self._watched(item):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Watch a fixture, where that is asked for."""
        with self._watched_fixture(fixturedef):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put what was found on pytest's report."""
        trim(item, call)
        return self._reported(item, call, (yield))

    def pytest_unconfigure(self) -> None:
        """Leave the test clients as they were."""
        uninstall_clients()

    def _prepare(self, item: pytest.Item) -> None:
        demand, wrong = None, ""
        try:
            demand = demand_of(item, self.settings)
        except ConfigError as error:
            wrong = f"ConfigError: {error}"
        if wrong:  # outside of the handler: pytest would tell both errors
            pytest.fail(wrong, pytrace=False)
        if demand is not None:
            # Here, and not when its scope opens: Hypothesis has a deadline for a body.
            contained("install the hooks", install)
            item.stash[_TESTED] = Tested(item.nodeid, demand, self._judgement)

    @contextmanager
    def _watched(self, item: pytest.Item) -> Iterator[None]:
        tested = tested_by(item)
        if tested is None:
            yield
            return
        install_clients()
        try:
            with wrapped(item, lambda name: Body(tested)):
                yield
        finally:
            item.user_properties += _properties(tested)

    @contextmanager
    def _watched_fixture(self, fixture: pytest.FixtureDef[Any]) -> Iterator[None]:
        code = getattr(fixture.func, "__code__", None)
        is_ours = code is not None and is_application_file(code.co_filename)
        if not self.settings.fixtures or self.settings.mode == "off" or not is_ours:
            yield
            return
        name = f"fixture {fixture.argname}"
        with guard(name, kind="test", config=self.settings.config) as watch:
            yield
        self._judge_fixture(self._judgement.arranged(watch.report))

    def _judge_fixture(self, report: Report) -> None:
        if report.findings or report.accepted:
            self._of_fixtures.append(report)
        found = self._news(list(report.findings))
        if found and self.settings.mode == "fail":
            raise NPlusOneError(findings_text(found, f" in {report.name}"), report)

    def _news(self, findings: list[Finding]) -> list[Finding]:
        return news(self._baseline, findings)

    def _reported(
        self,
        item: pytest.Item,
        call: pytest.CallInfo[None],
        report: pytest.TestReport,
    ) -> pytest.TestReport:
        tested = tested_by(item)
        carried: list[Report] | None = None
        if call.when == "setup" and self._of_fixtures:
            carried, self._of_fixtures = self._of_fixtures, []
        elif call.when == "call" and tested is not None and tested.demand.mode != "off":
            carried = tested.reports
        if carried is not None:
            setattr(report, CARRIED, [one.to_json() for one in carried])
        if call.excinfo is not None and report.failed:
            polish(report, call.excinfo)
            if tested is not None and call.excinfo.value is not tested.verdict:
                explain(report, tested.news())
        return report


def _properties(tested: Tested) -> list[tuple[str, object]]:
    """Return what a JUnit file says of the test."""
    found = [one for report in tested.reports for one in report.findings]
    properties: list[tuple[str, object]] = [("nplusone_statements", tested.statements)]
    properties += [
        (
            "nplusone_finding",
            f"{one.code} {one.relation or one.kind} x{one.count} "
            f"{one.blame.file}:{one.blame.line}",
        )
        for one in found
    ]
    return properties
