"""Remembered: what was diagnosed and advised of the same findings before.

A page with an N+1 is asked for again and again, and to find the fix costs milliseconds:
files are parsed, patches made and tried. It depends on what was seen and on the source,
not on how often a statement ran or how long it took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.scope_view import ScopeView
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["Judged", "forget_judged", "judged_before"]

Judged = tuple[Diagnosis, Advice]
Judge = Callable[[Sequence[Finding], ScopeView], list[Judged]]

_MOST = 128


class _Memory(NamedTuple):
    """What was judged, without counts and values, and the source it was judged by."""

    judged: list[Judged]
    sources: dict[str, list[str]]

    def is_fresh(self) -> bool:
        return all(lines_of(file) is lines for file, lines in self.sources.items())


_memories: dict[object, _Memory] = {}


def judged_before(
    findings: Sequence[Finding], view: ScopeView, judge: Judge
) -> list[Judged]:
    """Return what *judge* says of *findings*, from memory where it was asked before."""
    plain = [_without_counts(finding) for finding in findings]
    # The literals of a statement are values: only their hash is kept.
    varying = tuple([hash(finding.candidate.variation) for finding in findings])
    key = (tuple(plain), varying, view.loads)
    memory = _memories.get(key)
    if memory is None or not memory.is_fresh():
        judged = judge(findings, view)
        _remember(key, plain, judged)
        return judged
    pairs = zip(findings, memory.judged, strict=True)
    return [(replace(known, finding=one), advice) for one, (known, advice) in pairs]


def forget_judged() -> None:
    """Judge everything anew."""
    _memories.clear()


def _without_counts(finding: Finding) -> Finding:
    candidate = replace(
        finding.candidate, count=0, rounds=0, seconds=0.0, variation=None
    )
    return replace(finding, candidate=candidate)


def _remember(key: object, plain: Sequence[Finding], judged: Iterable[Judged]) -> None:
    if len(_memories) >= _MOST:
        _memories.clear()
    kept = [
        (replace(diagnosis, finding=one), advice)
        for one, (diagnosis, advice) in zip(plain, judged, strict=True)
    ]
    files = {file for judgement in kept for file in _files(*judgement)}
    _memories[key] = _Memory(kept, {file: lines_of(file) for file in files})


def _files(diagnosis: Diagnosis, advice: Advice) -> list[str]:
    evidence = diagnosis.finding.candidate.evidence
    places = [
        evidence.blame,
        *evidence.callers,
        None if evidence.loop is None else evidence.loop.span,
        None if diagnosis.origin is None else diagnosis.origin.span,
        advice.place,
    ]
    return [place.file for place in places if place is not None]
