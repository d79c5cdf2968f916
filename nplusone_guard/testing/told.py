"""What a failed assertion says: the reasons, the findings with their fixes, all that ran."""

from __future__ import annotations

from collections.abc import Sequence

from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.places import located
from nplusone_guard.report.text import accepted_line
from nplusone_guard.report.values import Finding, Report, Total
from nplusone_guard.report.wording import amount, subject
from nplusone_guard.testing.summary import short_lines

__all__ = ["budget_text", "findings_text", "note_text", "statements_text"]

# An ORM names every column: past this a shape tells nobody more.
_LONGEST_SHAPE = 300
_MOST_SHAPES = 50


def budget_text(reasons: Sequence[str], report: Report) -> str:
    """Return what a broken budget says: findings first, then every shape."""
    parts = ["\n".join(reasons)]
    parts += [finding_text(finding) for finding in report.findings]
    if report.accepted:
        lines = [f"  {accepted_line(finding)}" for finding in report.accepted]
        parts.append("\n".join(["accepted, and counted all the same:", *lines]))
    parts.append(statements_text(report))
    return "\n\n".join(parts)


def findings_text(findings: Sequence[Finding], where: str = "") -> str:
    """Return *findings* under a headline that counts and names them."""
    named = ", ".join(dict.fromkeys(subject(finding) for finding in findings))
    headline = f"{amount(len(findings), 'N+1 finding')}{where}: {named}"
    return "\n\n".join([headline, *(finding_text(finding) for finding in findings)])


def note_text(verdict: str, findings: Sequence[Finding]) -> str:
    """Return the note on an error of the block's own: what else is wrong, shortly."""
    lines = [f"nplusone_guard, before this error: {verdict.splitlines()[0]}"]
    for finding in findings:
        lines += [f"  {line}" for line in short_lines(finding)]
    return "\n".join(lines)


def statements_text(report: Report) -> str:
    """Return every shape of *report* with count, time and place, most frequent first."""
    clean = "" if report.findings or report.accepted else ", no N+1 among them"
    statements = amount(report.statements, "statement")
    order = ", most frequent first" if len(report.totals) > 1 else ""
    lines = [f"all that ran ({statements}{clean}{order}):"]
    lines += _totals(report.totals[:_MOST_SHAPES], _codes(report))
    hidden = len(report.totals) - _MOST_SHAPES
    if hidden > 0:
        lines.append(f"  and {hidden} more shapes and places")
    if report.overflow:
        lines.append(
            f"  {report.overflow} more from places past max_groups: counted, not listed"
        )
    return "\n".join(lines)


def _codes(report: Report) -> dict[object, str]:
    found = (*report.accepted, *report.findings)
    return {(one.shape_id, one.blame): one.code for one in found}


def _totals(totals: Sequence[Total], codes: dict[object, str]) -> list[str]:
    lines = []
    counts = [str(total.count) for total in totals]
    times = [f"{total.duration_ms:.1f}" for total in totals]
    for total, count, time in zip(totals, counts, times, strict=True):
        code = codes.get((total.shape_id, total.place))
        lead = (
            f"  {count.rjust(max(map(len, counts)))} x"
            f"  {time.rjust(max(map(len, times)))} ms  "
        )
        lines.append(
            f"{lead}{total.summary}{_place(total)}{f'  ({code})' if code else ''}"
        )
        lines.append(f"{' ' * len(lead)}{_cut(total.shape)}")
    return lines


def _place(total: Total) -> str:
    return "" if total.place is None else f"  at {located(total.place)}"


def _cut(shape: str) -> str:
    return shape if len(shape) <= _LONGEST_SHAPE else f"{shape[:_LONGEST_SHAPE]} ..."
