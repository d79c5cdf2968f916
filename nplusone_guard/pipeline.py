"""The pipeline: what becomes of a scope's statements, in order.

    hook -> shape -> group -> (2nd sighting) evidence -> finding -> diagnosis -> advice
         -> report -> sink

The first four happen while statements run (`capture/`); this module tells the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nplusone_guard.advise import advise
from nplusone_guard.advise.remembered import Judged, judged_before
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.scope import Scope
from nplusone_guard.detect import Finding, detect
from nplusone_guard.diagnose import ScopeView, diagnose, scope_view
from nplusone_guard.registry import spelling_of
from nplusone_guard.report import values as told
from nplusone_guard.report.build import build_finding, build_report
from nplusone_guard.report.values import Report

__all__ = ["examine", "examine_family"]


def examine(scope: Scope) -> Report:
    """Judge *scope*, open or closed, and return its report."""
    findings = detect(scope.families, scope.config.threshold)
    view = scope_view(scope.groups, findings)
    judged = judged_before(findings, view, _judged)
    problems = [build_finding(diagnosis, advice) for diagnosis, advice in judged]
    return build_report(scope, problems)


def _judged(findings: Sequence[Finding], view: ScopeView) -> list[Judged]:
    diagnoses = [diagnose(finding, view) for finding in findings]
    return [
        (diagnosis, advise(diagnosis, spelling_of(diagnosis.orm)))
        for diagnosis in diagnoses
    ]


def examine_family(scope: Scope, group: Group) -> told.Finding | None:
    """Return the finding that *group* has just become part of, or None.

    `raise` mode asks this at each statement that may cross the threshold.
    """
    if not detect((group.family,), scope.config.threshold):
        return None
    return _about(group, examine(scope).findings)


def _about(group: Group, findings: Iterable[told.Finding]) -> told.Finding | None:
    for finding in findings:
        if finding.shape_id == group.shape.id:
            return finding
    return None
