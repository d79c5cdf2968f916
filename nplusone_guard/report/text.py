"""A report as text, for a terminal or a failure message."""

from __future__ import annotations

from collections.abc import Sequence

from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import amount, subject

__all__ = ["accepted_line", "report_text", "reports_text"]


def reports_text(reports: Sequence[Report]) -> str:
    """Return *reports* one after the other."""
    if not reports:
        return "no reports\n"
    return "\n\n\n".join(report_text(report) for report in reports) + "\n"


def report_text(report: Report) -> str:
    """Return *report* as lines: a headline, each finding, what was accepted, notes."""
    lines = [_headline(report)]
    for finding in report.findings:
        lines += ["", finding_text(finding)]
    if report.accepted:
        lines += ["", f"{amount(len(report.accepted), 'finding')} accepted:"]
        lines += [f"  {accepted_line(finding)}" for finding in report.accepted]
    if report.notes:
        lines += ["", *(f"note: {note}" for note in report.notes)]
    if report.overflow:
        lines += [
            "",
            f"note: {amount(report.overflow, 'statement')} came from more places than "
            "max_groups allows: counted, but not examined.",
        ]
    return "\n".join(lines)


def _headline(report: Report) -> str:
    findings = amount(len(report.findings), "finding")
    if not report.findings:
        findings = "no findings"
    ran = amount(report.statements, "statement")
    return (
        f"{report.kind} {report.name!r}: {ran} in {report.duration_ms:.1f} ms, "
        f"{findings}"
    )


def accepted_line(finding: Finding) -> str:
    """Return *finding* in one line, with the reason for accepting it."""
    reason = f" - {finding.accepted}" if finding.accepted else ""
    ran = amount(finding.count, "query", "queries")
    return f"{finding.code} {subject(finding)}: {ran}{reason}"
