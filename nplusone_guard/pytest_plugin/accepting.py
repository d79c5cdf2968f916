"""Accepting by pattern: the reasons that markers give, and patterns that accept nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nplusone_guard.report.accepted import ALLOWED
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import subject

__all__ = ["unused_patterns", "with_reasons", "with_unused"]

Reasons = Iterable[tuple[str, str]]


def with_reasons(report: Report, reasons: Reasons) -> Report:
    """Return *report* with a marker's reason where a marker's pattern accepts."""
    given = {f"{ALLOWED} {pattern!r}": reason for pattern, reason in reasons}
    accepted = tuple(
        replace(finding, accepted=given.get(str(finding.accepted), finding.accepted))
        for finding in report.accepted
    )
    return replace(report, accepted=accepted) if given else report


def with_unused(reports: Sequence[Report], reasons: Reasons) -> list[Report]:
    """Return *reports*, the last with a note on each marker that accepted nothing."""
    accepted = {one.accepted for report in reports for one in report.accepted}
    told = [finding for report in reports for finding in report.findings]
    notes = [
        f"@pytest.mark.nplusone(ignore=[{pattern!r}]) accepted nothing in "
        f"{reports[-1].name}{_found(told)}"
        for pattern, reason in reasons
        if reason not in accepted
    ]
    last = replace(reports[-1], notes=(*reports[-1].notes, *notes))
    return [*reports[:-1], last]


def unused_patterns(patterns: Iterable[str], reports: Iterable[Report]) -> list[str]:
    """Return a note for each of the settings' *patterns* that accepted nothing."""
    used = {one.accepted for report in reports for one in report.accepted}
    return [
        f"allow={pattern!r} in the settings accepted nothing in this run"
        for pattern in patterns
        if f"{ALLOWED} {pattern!r}" not in used
    ]


def _found(told: Sequence[Finding]) -> str:
    names = ", ".join(dict.fromkeys(subject(finding) for finding in told))
    return f" (findings there: {names})" if names else ""
