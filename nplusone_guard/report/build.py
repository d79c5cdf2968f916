"""Building a report: the stages' values put together for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.scope import Scope
from nplusone_guard.codes import code_for
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.report.accepted import block_notes, comment_notes, with_reason
from nplusone_guard.report.joined_moves import with_moves
from nplusone_guard.report.joining import joined
from nplusone_guard.report.values import Finding, Report, Total

__all__ = ["build_finding", "build_report"]

_MS_PER_S = 1_000


def build_finding(diagnosis: Diagnosis, advice: Advice) -> Finding:
    """Return what a reader is told of *diagnosis*."""
    candidate = diagnosis.finding.candidate
    code = code_for(diagnosis.finding.kind)
    relation = None if candidate.relation is None else str(candidate.relation)
    given = candidate.accepted
    loop = candidate.evidence.loop
    return Finding(
        code=code.id,
        kind=code.kind,
        count=candidate.count,
        duration_ms=candidate.seconds * _MS_PER_S,
        relation=relation,
        shape=candidate.shape.text,
        shape_id=candidate.shape.id,
        certainty=advice.certainty,
        blame=candidate.evidence.blame,
        loop=None if loop is None else loop.span,
        origin=None if diagnosis.origin is None else diagnosis.origin.span,
        advice=advice,
        databases=candidate.aliases,
        accepted=None if given is None else given.reason_for(relation, date.today()),
    )


def build_report(scope: Scope, problems: Iterable[Finding]) -> Report:
    """Return the report of *scope* with *problems* sorted into told and accepted."""
    today = date.today()
    told: list[Finding] = []
    accepted: list[Finding] = []
    notes: list[str] = []
    for problem in problems:
        finding = with_reason(problem, scope, today)
        (told if finding.accepted is None else accepted).append(finding)
        if finding.accepted is None:
            notes += comment_notes(finding, today)
    given = [group.accepted for group in scope.groups]
    notes += block_notes(given, accepted, told, today)
    return Report(
        name=scope.name,
        kind=scope.kind,
        statements=scope.statements,
        duration_ms=scope.seconds * _MS_PER_S,
        findings=tuple(with_moves(joined(told))),
        accepted=tuple(accepted),
        totals=_totals(scope.groups),
        transactions=scope.transactions,
        overflow=scope.overflow,
        notes=tuple(dict.fromkeys(notes)),
    )


def _totals(groups: Iterable[Group]) -> tuple[Total, ...]:
    totals = [
        Total(
            shape=group.shape.text,
            shape_id=group.shape.id,
            summary=group.shape.summary,
            count=group.count,
            duration_ms=group.all_seconds * _MS_PER_S,
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
