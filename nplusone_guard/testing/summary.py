"""The summary of a test run: each place once, with the tests that show it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from nplusone_guard.report.gathering import Gathered, gathered
from nplusone_guard.report.places import located
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import advice_text, amount, scopes_told, subject

__all__ = ["short_lines", "summary_lines"]


def summary_lines(
    reports: Sequence[Report], tests: int, top: int = 10, more: str = ""
) -> list[str]:
    """Return the findings of *reports* for a terminal, the *top* ones in full.

    *more* says where the others can be read.
    """
    found = gathered(reports)
    told = [one for one in found if one.finding.accepted is None]
    accepted = len(found) - len(told)
    lines = [f"{amount(len(told), 'finding')} in {amount(tests, 'test')}"]
    if accepted:
        lines[0] += f", {accepted} accepted with a reason"
    for one in told[:top]:
        lines += _finding_lines(one)
    if len(told) > top:
        lines += ["", f"and {len(told) - top} more{': ' * bool(more)}{more}"]
    return lines


def short_lines(finding: Finding, more: str = "") -> list[str]:
    """Return *finding* in three lines or a few more: what, where, the fix."""
    lines = [
        f"{finding.code} {subject(finding)}: {finding.count} queries instead of 1{more}",
        f"  at {located(finding.blame)}",
    ]
    place = finding.advice.place or finding.origin
    where = "" if place is None else f" at {located(place)}"
    code = textwrap.dedent(finding.advice.code).strip("\n").splitlines()
    lines.append(f"  fix{where}: {code[0] if len(code) == 1 else advice_text(finding)}")
    if len(code) > 1:
        lines += [f"    {line}" for line in code]
    return lines


def _finding_lines(one: Gathered) -> list[str]:
    return [
        "",
        *short_lines(one.finding, f", {one.total} in all"),
        f"  shown by {scopes_told(one.scopes)}",
    ]
