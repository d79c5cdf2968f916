"""A report as text, for a terminal or a failure message."""

from __future__ import annotations

from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.values import Report

__all__ = ["report_text"]


def report_text(report: Report) -> str:
    """Return *report* as lines: a headline, then each finding."""
    lines = [_headline(report)]
    for finding in report.findings:
        lines += ["", finding_text(finding)]
    if report.accepted:
        lines += ["", f"{len(report.accepted)} accepted with a reason"]
    if report.overflow:
        lines += [
            "",
            f"{report.overflow} statements came from more places than max_groups "
            "allows; they are counted, but could not become findings.",
        ]
    return "\n".join(lines)


def _headline(report: Report) -> str:
    found = len(report.findings)
    findings = "no findings" if not found else f"{found} finding{'s' * (found != 1)}"
    return (
        f"{report.kind} {report.name!r}: {report.statements} "
        f"statement{'s' * (report.statements != 1)} in {report.duration_ms:.1f} ms, {findings}"
    )
