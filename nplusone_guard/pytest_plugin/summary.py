"""The summary: the findings of the whole run, each place once, with the tests that
show it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from nplusone_guard.pytest_plugin.accepting import unused_patterns
from nplusone_guard.pytest_plugin.failing import JUDGED
from nplusone_guard.pytest_plugin.known import told_of_baseline
from nplusone_guard.pytest_plugin.options import Settings
from nplusone_guard.pytest_plugin.sleeping import CARRIED
from nplusone_guard.pytest_plugin.whole import what_is_missing
from nplusone_guard.report.formats import render
from nplusone_guard.report.gathering import gathered
from nplusone_guard.report.loading import report_from_json
from nplusone_guard.report.unneeded import notes_of
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.testing.summary import summary_lines

__all__ = ["Summary"]


class Summary:
    """What gathers and tells, in the process that speaks to the user."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._carried: list[str] = []
        self._tests: set[str] = set()
        self._failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather what a test has shown, in this process or in a worker."""
        self._gather(report)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """Tell it, write the files that were asked for."""
        self._tell(terminalreporter)

    def _gather(self, report: pytest.TestReport) -> None:
        self._failed += report.failed and not getattr(report, JUDGED, False)
        carried = getattr(report, CARRIED, None)
        if carried is None:
            return
        self._carried += carried
        if report.when == "call":
            self._tests.add(report.nodeid)

    def _lines(self, reports: list[Report]) -> list[str]:
        if not self._tests and self._settings.mode == "off":
            return []
        return summary_lines(
            reports,
            len(self._tests),
            self._settings.top,
            "--nplusone-markdown=FILE has them all",
        )

    def _notes(self, reports: list[Report], missing: str) -> list[str]:
        notes = notes_of(reports)
        if self._tests and not missing:
            notes += unused_patterns(self._settings.config.allow, reports)
        return notes

    def _tell(self, terminal: pytest.TerminalReporter) -> None:
        reports = [report_from_json(text) for text in self._carried]
        lines = self._lines(reports)
        missing = what_is_missing(terminal.config, self._failed)
        lines += told_of_baseline(self._settings, _each(reports), missing)
        lines += [f"note: {note}" for note in self._notes(reports, missing)]
        lines += [_written(*file, reports) for file in self._settings.files]
        if lines:
            terminal.section("N+1 queries")
            for line in lines:
                terminal.write_line(line)
        if os.environ.get("GITHUB_ACTIONS") == "true" and reports:
            terminal.write(render("github", reports))


def _each(reports: Sequence[Report]) -> list[Finding]:
    findings = tuple(finding for report in reports for finding in report.findings)
    only = [Report("", "test", 0, 0.0, findings=findings)]
    return [one.finding for one in gathered(only)]


def _written(name: str, path: str, reports: list[Report]) -> str:
    file = Path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render(name, reports), encoding="utf-8")
    except OSError as error:
        return f"{name} could not be written to {path}: {error}"
    return f"{name} written to {path}"
