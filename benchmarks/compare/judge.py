"""The judge: sets what a tool told against what a case expects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.compare.told import Span, Told
from benchmarks.corpus.case import Case, Expect, Place, holds_fix, marked


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one expectation fared; a None means that it was not judged."""

    expect: Expect
    told: Told | None
    code: bool = False
    relation: bool = False
    blame: bool | None = None
    loop: bool | None = None
    origin: bool | None = None
    fix: bool | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one case fared: a verdict per expectation, and what nobody expected."""

    verdicts: tuple[Verdict, ...]
    extra: tuple[Told, ...]


def judge(case: Case, told: list[Told]) -> Judgement:
    """Match *told* with the expectations of *case*, the best matches first."""
    left = list(told)
    chosen: dict[int, Told] = {}
    ranked = sorted(
        (
            (_likeness(case, e, t), i, t)
            for i, e in enumerate(case.expect)
            for t in told
        ),
        key=lambda entry: -entry[0],
    )
    for likeness, number, one in ranked:
        if likeness > 0 and number not in chosen and any(one is t for t in left):
            chosen[number] = one
            left = [t for t in left if t is not one]
    verdicts = (_verdict(case, e, chosen.get(i)) for i, e in enumerate(case.expect))
    return Judgement(tuple(verdicts), tuple(left))


def _likeness(case: Case, expect: Expect, told: Told) -> int:
    """Weigh the match; anything told about a positive case is worth at least one."""
    return (
        1
        + 8 * _names_relation(expect, told)
        + 6 * bool(_points(marked("blame", case, expect.blame), told.blame))
        + 2 * (told.code in (expect.code, *expect.also))
    )


def _names_relation(expect: Expect, told: Told) -> bool:
    if expect.relation is None:
        return False
    return told.relation == expect.relation or (
        told.relation is None and expect.relation in told.text
    )


def _verdict(case: Case, expect: Expect, told: Told | None) -> Verdict:
    said = told or Told("")
    judged_fix = bool(expect.fix or expect.any_of)
    return Verdict(
        expect,
        told,
        code=said.code in (expect.code, *expect.also),
        relation=expect.relation is None or said.relation == expect.relation,
        blame=_points(marked("blame", case, expect.blame), said.blame),
        loop=_points(marked("loop", case, expect.loop), said.loop),
        origin=_points(marked("origin", case, expect.origin), said.origin),
        fix=holds_fix(expect, said.fix or said.text) if judged_fix else None,
    )


def _points(right: Iterable[Place], span: Span | None) -> bool | None:
    places = list(right)
    if not places:
        return None
    return span is not None and any(_covers(span, place) for place in places)


def _covers(span: Span, place: Place) -> bool:
    # A tool may name a template as the loader does ("library/list.html").
    same = place.file == span.file or place.file.endswith("/" + span.file.lstrip("/"))
    return same and span.line <= place.line <= max(span.end_line, span.line)
