"""Merging: several statements that one call sends are one finding.

`save()` sends an UPDATE and an INSERT, `delete()` reads what hangs on a row before it
goes, a generic foreign key reads a table for each class it points to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nplusone_guard.detect.values import Finding

__all__ = ["merged"]

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings* with those of one call joined, in order of first sighting."""
    every = list(findings)
    trees = {_asked(f) for f in every if f.kind == "tree-walk"}
    calls: dict[object, list[Finding]] = {}
    for finding in every:
        calls.setdefault(_call(finding, trees), []).append(finding)
    return [_one(found) for found in calls.values()]


def _asked(finding: Finding) -> object:
    evidence = finding.candidate.evidence
    accepted = finding.candidate.accepted
    return evidence.blame, str(finding.candidate.relation), accepted


def _call(finding: Finding, trees: set[object]) -> object:
    if _asked(finding) in trees:
        # A loop over several roots asks for their children by the walk's own line.
        return _asked(finding)
    evidence = finding.candidate.evidence
    if evidence.entry is None or evidence.entry.operation == "raw":
        return (id(finding),)
    loop = None if evidence.loop is None else evidence.loop.span
    relation = finding.candidate.relation
    asked = (evidence.entry.operation, relation and str(relation))
    # What a block accepts must not hide what the same call sends outside of it.
    return (evidence.blame, loop, asked, finding.candidate.accepted)


def _one(findings: list[Finding]) -> Finding:
    main = max(findings, key=_rank)
    if len(findings) == 1:
        return main
    parts = [finding.candidate for finding in findings]
    is_write = main.candidate.shape.statement in _WRITES
    count = main.candidate.count if is_write else sum(part.count for part in parts)
    candidate = replace(
        main.candidate,
        count=count,
        seconds=sum(part.seconds for part in parts),
        order=min(part.order for part in parts),
    )
    return replace(main, candidate=candidate)


def _rank(finding: Finding) -> tuple[bool, bool, bool, int]:
    """Put the write that was asked for before what it took to get there."""
    candidate = finding.candidate
    entry = candidate.evidence.entry
    tables = candidate.shape.tables
    is_own_table = (
        bool(tables) and entry is not None and entry.fact("table") == tables[0]
    )
    is_tree = finding.kind == "tree-walk"
    return is_tree, candidate.shape.statement in _WRITES, is_own_table, candidate.count
