"""Diagnosis: which relation, from which query, asked by whom."""

from __future__ import annotations

import re

from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.askers import origin_of_asker
from nplusone_guard.diagnose.origin import (
    origin_of_loop,
    origin_of_rows,
)
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
        reads_key_only=_reads_key_only(finding),
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


def _reads_key_only(finding: Finding) -> bool:
    """Say whether the blamed line takes the related object for its key alone.

    The blame is the access itself (`book.author`), so the line it stands in is read
    for what follows.
    """
    from nplusone_guard.capture.modules import lines_of

    evidence, relation = finding.candidate.evidence, finding.candidate.relation
    if evidence.askers and relation is not None:
        asked = evidence.askers[0].attribute_path.split(".")[-2:]
        if asked in ([relation.name, "pk"], [relation.name, "id"]):
            return True
    blame = evidence.blame
    lines = lines_of(blame.file)
    if not 1 <= blame.end_line <= len(lines):
        return False
    rest = lines[blame.end_line - 1][blame.end_column :]
    return re.match(r"\.(id|pk)\b(?!\s*\()", rest) is not None
