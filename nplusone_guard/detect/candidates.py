"""Candidates: the groups of a scope that repeat, joined to what one fix would mend.

The branches of one loop body belong together; two relations that happen to read the
same table in one loop do not, nor do two questions that differ in their words alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.groups import Family, Group
from nplusone_guard.capture.parameters import Variation
from nplusone_guard.capture.raw_template import RawTemplate
from nplusone_guard.detect.values import Candidate

__all__ = ["candidates"]

_LOADS = ("lazy", "column")


def candidates(families: Iterable[Family], threshold: int) -> Iterator[Candidate]:
    """Yield what repeats at least *threshold* times, in order of first sighting."""
    for family in families:
        if family.count < threshold or family.rounds < 2:
            continue
        for groups in _partitions(family.groups, threshold):
            count = sum(group.count for group in groups)
            evidence = _best_evidence(groups)
            if count >= threshold and evidence is not None:
                yield _candidate(groups, count, family.rounds, evidence)


def _partitions(groups: list[Group], threshold: int) -> list[list[Group]]:
    """Split *groups* by relation; one seen once without evidence joins the first."""
    parts: dict[object, list[Group]] = {}
    unread: list[Group] = []
    for group in groups:
        if group.evidence is None:
            unread.append(group)
        else:
            parts.setdefault(_subject(group.evidence), []).append(group)
    found = list(parts.values())
    if found and unread:
        found[0].extend(unread)
    return [part for groups in found for part in _by_question(groups, threshold)]


def _by_question(groups: list[Group], threshold: int) -> list[list[Group]]:
    """Split *groups* by what is asked, where each question repeats by itself.

    `count()` of those that are in and `count()` of those that are out, in one loop, are
    one shape and need a fix each. A relation needs one, wherever it is read.
    """
    parts: dict[str, list[Group]] = {}
    for group in groups:
        parts.setdefault(_question(group.evidence), []).append(group)
    counts = (sum(group.count for group in part) for part in parts.values())
    if "" in parts or any(count < max(threshold, 2) for count in counts):
        return [groups]
    return list(parts.values())


def _question(evidence: Evidence | None) -> str:
    """Return what is asked, in its own words; nothing where one fix mends all places."""
    entry = None if evidence is None else evidence.entry
    if evidence is None or entry is None or evidence.askers or evidence.is_recursive:
        return ""
    if entry.operation in _LOADS and not entry.is_filtered:
        return ""
    return evidence.blame.expression or ""


def _subject(evidence: Evidence) -> object:
    entry = evidence.entry
    if entry is None:
        return None
    return (str(entry.relation) if entry.relation else None, entry.operation)


def _best_evidence(groups: list[Group]) -> Evidence | None:
    with_evidence = [group for group in groups if group.evidence is not None]
    if not with_evidence:
        return None
    return max(with_evidence, key=lambda group: group.count).evidence


def _candidate(
    groups: list[Group], count: int, rounds: int, evidence: Evidence
) -> Candidate:
    main = max(groups, key=lambda group: group.count)
    return Candidate(
        shape=main.shape,
        count=count,
        rounds=rounds,
        seconds=sum(group.all_seconds for group in groups),
        order=min(group.order for group in groups),
        evidence=evidence,
        is_same=all(group.is_same for group in groups),
        variation=_variation(groups),
        many=any(group.many for group in groups),
        orm=main.orm,
        dialect=main.dialect,
        aliases=tuple(sorted({alias for group in groups for alias in group.aliases})),
        accepted=main.accepted,
        path=main.path,
        template=_template(groups),
    )


def _template(groups: list[Group]) -> RawTemplate | None:
    joined: RawTemplate | None = None
    for group in groups:
        if group.template is not None:
            joined = group.template.joined(joined)
    return joined


def _variation(groups: list[Group]) -> Variation | None:
    joined: Variation | None = None
    for group in groups:
        if group.variation is not None:
            joined = (
                group.variation if joined is None else joined.joined(group.variation)
            )
    return joined
