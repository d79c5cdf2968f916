"""Diagnosis: which relation, from which query, asked by whom."""

from __future__ import annotations

from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.askers import origin_of_asker
from nplusone_guard.diagnose.key_only import reads_key_only
from nplusone_guard.diagnose.loop_origin import origin_of_loop
from nplusone_guard.diagnose.origin import origin_of_rows
from nplusone_guard.diagnose.scope_view import ScopeView, scope_view
from nplusone_guard.diagnose.selves import speaking_of
from nplusone_guard.diagnose.values import Diagnosis, Origin

__all__ = ["Diagnosis", "Origin", "ScopeView", "diagnose", "scope_view"]


def diagnose(finding: Finding, view: ScopeView) -> Diagnosis:
    """Return *finding* with the places and relations that a fix needs."""
    with speaking_of(finding.candidate.evidence.selves):
        return _diagnosed(finding, view)


def _diagnosed(finding: Finding, view: ScopeView) -> Diagnosis:
    evidence = finding.candidate.evidence
    relation = finding.candidate.relation
    asker = evidence.askers[0] if evidence.askers else None
    if relation is None:
        return Diagnosis(finding, _origin_of_query(finding), asker=asker)
    origin, relations = origin_of_rows(finding, relation, view)
    return Diagnosis(
        finding,
        origin,
        relations,
        asker,
        reads_key_only=reads_key_only(finding),
    )


# Where the repeated statement itself has to be written anew, not the loop's query.
_ITS_OWN_ORIGIN = frozenset({"repeated-query", "raw-sql-per-row"})


def _origin_of_query(finding: Finding) -> Origin | None:
    """Return the query whose rows are looped over, or else the repeated one itself."""
    if finding.kind not in _ITS_OWN_ORIGIN:
        origin = origin_of_loop(finding) or origin_of_asker(finding)
        if origin is not None:
            return origin
    return Origin(finding.candidate.evidence.blame, kind="call")
