"""The summary: the findings of the whole run, each place once, with the tests that
show it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from nplusone_guard.pytest_plugin.known import known_findings, updated
from nplusone_guard.pytest_plugin.options import Settings
from nplusone_guard.pytest_plugin.run import CARRIED
from nplusone_guard.report.formats import render
from nplusone_guard.report.gathering import Gathered, gathered
from nplusone_guard.report.loading import report_from_json
from nplusone_guard.report.places import located
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import amount, scopes_told, subject

__all__ = ["Summary"]


class Summary:
    """What gathers and tells, in the process that speaks to the user."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._carried: list[str] = []
        self._tests: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather what a test has shown, in this process or in a worker."""
        self._gather(report)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """Tell it, write the files that were asked for."""
        self._tell(terminalreporter)

    def _gather(self, report: pytest.TestReport) -> None:
        carried = getattr(report, CARRIED, None)
        if carried is None:
            return
        self._carried += carried
        if report.when == "call":
            self._tests.add(report.nodeid)

    def _tell(self, terminal: pytest.TerminalReporter) -> None:
        reports = [report_from_json(text) for text in self._carried]
        lines = _lines(gathered(reports), self._settings, len(self._tests))
        lines += _baseline_lines(self._settings, reports)
        lines += [f"note: {note}" for report in reports for note in report.notes]
        lines += [_written(*file, reports) for file in self._settings.files]
        if lines and (self._tests or self._settings.mode != "off"):
            terminal.section("N+1 queries")
            for line in lines:
                terminal.write_line(line)
        if os.environ.get("GITHUB_ACTIONS") == "true" and reports:
            terminal.write(render("github", reports))


def _lines(found: list[Gathered], settings: Settings, tests: int) -> list[str]:
    told = [one for one in found if one.finding.accepted is None]
    accepted = len(found) - len(told)
    if not found and settings.mode == "off":
        return []
    lines = [f"{amount(len(told), 'finding')} in {amount(tests, 'test')}"]
    if accepted:
        lines[0] += f", {accepted} accepted with a reason"
    for one in told[: settings.top]:
        lines += _finding_lines(one)
    if len(told) > settings.top:
        hidden = len(told) - settings.top
        lines.append(f"and {hidden} more: --nplusone-markdown=FILE has them all")
    return lines


def _finding_lines(one: Gathered) -> list[str]:
    finding = one.finding
    lines = [
        "",
        f"{finding.code} {subject(finding)}: {finding.count} queries instead of 1, "
        f"{one.total} in all",
        f"  at {located(finding.blame)}",
    ]
    place = finding.advice.place or finding.origin
    where = "" if place is None else f" at {located(place)}"
    code = finding.advice.code.splitlines()
    lines.append(f"  fix{where}: {code[0] if len(code) == 1 else finding.advice.text}")
    lines += [f"    {line}" for line in code if len(code) > 1]
    lines.append(f"  shown by {scopes_told(one.scopes)}")
    return lines


def _baseline_lines(settings: Settings, reports: list[Report]) -> list[str]:
    findings = [finding for report in reports for finding in report.findings]
    if settings.baseline_update:
        return ["", updated(settings, findings)]
    baseline = known_findings(settings)
    if baseline is None:
        return []
    new, known = baseline.split(_each(findings))
    lines = ["", f"{len(new)} not in the baseline, {len(known)} in it"]
    removable = baseline.removable(findings)
    if removable:
        lines.append(
            "no longer seen, so removable from the baseline if this was the whole suite:"
        )
        lines += [f"  {line}" for line in removable]
    return lines


def _each(findings: Sequence[Finding]) -> list[Finding]:
    only = [Report("", "test", 0, 0.0, findings=tuple(findings))]
    return [one.finding for one in gathered(only)]


def _written(name: str, path: str, reports: list[Report]) -> str:
    file = Path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render(name, reports), encoding="utf-8")
    except OSError as error:
        return f"{name} could not be written to {path}: {error}"
    return f"{name} written to {path}"
