"""Building a report: the stages' values put together for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.scope import Scope
from nplusone_guard.codes import code_for
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.report.values import Finding, Report, Total

__all__ = ["build_finding", "build_report"]

_NS_PER_MS = 1_000_000


def build_finding(diagnosis: Diagnosis, advice: Advice) -> Finding:
    """Return what a reader is told of *diagnosis*."""
    candidate = diagnosis.finding.candidate
    code = code_for(diagnosis.finding.kind)
    relation = candidate.relation
    loop = candidate.evidence.loop
    return Finding(
        code=code.id,
        kind=code.kind,
        count=candidate.count,
        duration_ms=candidate.duration_ns / _NS_PER_MS,
        relation=None if relation is None else str(relation),
        shape=candidate.shape.text,
        shape_id=candidate.shape.id,
        certainty=advice.certainty,
        blame=candidate.evidence.blame,
        loop=None if loop is None else loop.span,
        origin=None if diagnosis.origin is None else diagnosis.origin.span,
        advice=advice,
        databases=candidate.aliases,
        accepted=candidate.accepted,
    )


def build_report(scope: Scope, problems: Iterable[Finding]) -> Report:
    """Return the report of *scope* with *problems* sorted into told and accepted."""
    told: list[Finding] = []
    accepted: list[Finding] = []
    for finding in problems:
        is_accepted = finding.accepted is not None or _is_allowed(finding, scope)
        (accepted if is_accepted else told).append(finding)
    return Report(
        name=scope.name,
        kind=scope.kind,
        statements=scope.statements,
        duration_ms=scope.duration_ns / _NS_PER_MS,
        findings=tuple(told),
        accepted=tuple(accepted),
        totals=_totals(scope.groups.values()),
        transactions=scope.transactions,
        overflow=scope.overflow,
    )


def _totals(groups: Iterable[Group]) -> tuple[Total, ...]:
    totals = [
        Total(
            shape=group.shape.text,
            shape_id=group.shape.id,
            summary=group.shape.summary,
            count=group.count,
            duration_ms=group.duration_ns / _NS_PER_MS,
            place=_place(group),
        )
        for group in groups
    ]
    return tuple(sorted(totals, key=lambda total: -total.count))


def _place(group: Group) -> Span | None:
    if group.evidence is not None:
        return group.evidence.blame
    for step in group.path:
        if step.landmark is None:
            return step.span
    return None


def _is_allowed(finding: Finding, scope: Scope) -> bool:
    places = (finding.blame, finding.loop, finding.origin)
    subjects = [finding.relation, finding.code, scope.name]
    subjects += [place.file for place in places if place is not None]
    return any(
        subject is not None and fnmatch(subject, pattern)
        for pattern in scope.config.allow
        for subject in subjects
    )
