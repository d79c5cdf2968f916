"""Joining: findings whose fixes change one place are each told the whole change.

Pasted one after the other, they would undo each other: every one of them starts from
what stands there now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nplusone_guard.advise.values import Advice
from nplusone_guard.report.joined_code import joined_code
from nplusone_guard.report.joined_patches import joined_patch
from nplusone_guard.report.patch import patch_for
from nplusone_guard.report.values import Finding
from nplusone_guard.report.wording import subject

__all__ = ["joined"]


def joined(findings: Sequence[Finding]) -> list[Finding]:
    """Return *findings*, those that change the same lines with one change for all."""
    told = list(findings)
    left = list(range(len(told)))
    while left:
        first = left.pop(0)
        near = [number for number in left if _is_near(told[first], told[number])]
        group, patch = _agreeing(told, [first, *near]) if near else ([first], "")
        left = [number for number in left if number not in group]
        if len(group) > 1:
            whole = [_with_all(told, number, group, patch) for number in group]
            for number, finding in zip(group, whole, strict=True):
                told[number] = finding
    return told


def _is_near(one: Finding, other: Finding) -> bool:
    """Say whether the fixes of the two are at the same lines."""
    first, second = one.advice.place, other.advice.place
    if first is None or second is None or first.file != second.file:
        return False
    if not (_is_edit(one.advice) and _is_edit(other.advice)):
        return False
    return first.line <= second.end_line and second.line <= first.end_line


def _is_edit(advice: Advice) -> bool:
    return bool(advice.code) and advice.certainty != "unsure"


def _agreeing(findings: list[Finding], numbers: list[int]) -> tuple[list[int], str]:
    """Return those of *numbers* whose patches can be made one with the first's."""
    group, whole = numbers[:1], _patch(findings[numbers[0]])
    for number in numbers[1:]:
        patch = _patch(findings[number])
        both = joined_patch(whole, patch) if whole and patch else None
        if both:
            group.append(number)
            whole = both
    return group, whole


def _patch(finding: Finding) -> str:
    return patch_for(finding.advice, "/")


def _with_all(
    findings: list[Finding], number: int, group: list[int], patch: str
) -> Finding:
    """Return a finding with the code and the patch of its whole *group*."""
    finding, others = findings[number], [n for n in group if n != number]
    code = findings[others[0]].advice.code
    for other in others[1:]:
        code = joined_code(code, findings[other].advice.code) or code
    advice = finding.advice
    both = joined_code(advice.code, code, is_own=True)
    if both is None:
        return replace(finding, advice=replace(advice, patch=patch))
    also = [subject(findings[other]) for other in others]
    names = list(dict.fromkeys(also))
    verb = "needs" if len(names) == 1 else "need"
    text = f"{advice.text} The code also has what {_listed(names)} {verb} here."
    return replace(
        finding, advice=replace(advice, code=both.rstrip("\n"), text=text, patch=patch)
    )


def _listed(names: list[str]) -> str:
    last = names[-1]
    return f"{', '.join(names[:-1])} and {last}" if len(names) > 1 else last
