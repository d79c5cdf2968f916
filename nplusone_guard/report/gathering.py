"""Gathering: the findings of many scopes, each place once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nplusone_guard.report.values import Finding, Report

__all__ = ["Gathered", "gathered"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """One finding and every scope that showed it.

    Attributes:
        finding: as the scope with the most statements showed it.
        scopes: the names of the scopes, in order, each once.
        total: the statements of all scopes together.
    """

    finding: Finding
    scopes: tuple[str, ...]
    total: int


def gathered(reports: Iterable[Report]) -> list[Gathered]:
    """Return the findings of *reports*, each place once, most statements first.

    Accepted findings come along; their `accepted` says so.
    """
    found: dict[object, Gathered] = {}
    for report in reports:
        for finding in (*report.findings, *report.accepted):
            key = _key(finding)
            found[key] = _joined(found.get(key), finding, report.name)
    return sorted(found.values(), key=lambda one: -one.total)


def _key(finding: Finding) -> object:
    blame = finding.blame
    subject = finding.relation or finding.shape_id
    place = (blame.file, blame.line, blame.column, blame.function)
    return finding.code, subject, place, finding.accepted is None


def _joined(known: Gathered | None, finding: Finding, scope: str) -> Gathered:
    if known is None:
        return Gathered(finding, (scope,), finding.count)
    worst = finding if finding.count > known.finding.count else known.finding
    scopes = known.scopes if scope in known.scopes else (*known.scopes, scope)
    return replace(
        known, finding=worst, scopes=scopes, total=known.total + finding.count
    )
