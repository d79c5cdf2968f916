"""What a failed assertion says: the reasons, the findings with their fixes, all that ran."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.places import located
from nplusone_guard.report.values import Finding, Report, Total
from nplusone_guard.report.wording import amount, subject

__all__ = ["budget_text", "findings_text", "statements_text"]

# An ORM names every column: past this a shape tells nobody more.
_LONGEST_SHAPE = 300
_MOST_SHAPES = 50


def budget_text(reasons: Sequence[str], report: Report) -> str:
    """Return what a broken budget says: findings first, then every shape."""
    parts = ["; ".join(reasons)]
    parts += [finding_text(finding) for finding in report.findings]
    parts.append(statements_text(report))
    return "\n\n".join(parts)


def findings_text(findings: Sequence[Finding], where: str = "") -> str:
    """Return *findings* under a headline that counts and names them."""
    named = ", ".join(dict.fromkeys(subject(finding) for finding in findings))
    headline = f"{amount(len(findings), 'N+1 finding')}{where}: {named}"
    return "\n\n".join([headline, *(finding_text(finding) for finding in findings)])


def statements_text(report: Report) -> str:
    """Return every shape of *report* with count, time and place, most frequent first."""
    lines = ["all statements, most frequent first:"]
    lines += _totals(report.totals[:_MOST_SHAPES])
    hidden = len(report.totals) - _MOST_SHAPES
    if hidden > 0:
        lines.append(f"  and {hidden} more shapes and places")
    if report.overflow:
        lines.append(
            f"  {report.overflow} more from places past max_groups: counted, not listed"
        )
    return "\n".join(lines)


def _totals(totals: Iterable[Total]) -> list[str]:
    lines = []
    for total in totals:
        lines.append(
            f"  {total.count:>6} x {total.duration_ms:>9.1f} ms  {total.summary}"
            f"{_place(total)}"
        )
        lines.append(f"{'':>24}{_cut(total.shape)}")
    return lines


def _place(total: Total) -> str:
    return "" if total.place is None else f"  at {located(total.place)}"


def _cut(shape: str) -> str:
    return shape if len(shape) <= _LONGEST_SHAPE else f"{shape[:_LONGEST_SHAPE]} ..."
