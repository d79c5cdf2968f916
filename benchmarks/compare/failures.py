"""The list of failing cases: what was expected, what was told, in a few lines each."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.compare.judge import Verdict
from benchmarks.compare.runner import Result
from benchmarks.compare.told import Told
from benchmarks.corpus.case import Case, Place, PlaceKind, marked


def lines(result: Result) -> list[str]:
    """Return what is wrong with *result*; empty when all is right."""
    if result.judgement is None:
        return _headed(result, [f"broke: {result.error}"])
    wrong = [line for v in result.judgement.verdicts for line in _verdict(result, v)]
    wrong += [
        f"{_word(result, told)}: {_told(told)}" for told in result.judgement.extra
    ]
    return _headed(result, wrong)


def _word(result: Result, told: Told) -> str:
    if result.case.kind == "silent" or result.judgement is None:
        return "false alarm"
    said = [verdict.told for verdict in result.judgement.verdicts if verdict.told]
    again = any(one.blame == told.blame and one.code == told.code for one in said)
    return "said twice" if again else "not expected"


def _headed(result: Result, wrong: list[str]) -> list[str]:
    if not wrong:
        return []
    case = result.case
    head = f"{case.topic}/{case.name} ({case.kind}, {result.rows} rows)"
    return [head, *(f"    {line}" for line in wrong)]


def _verdict(result: Result, verdict: Verdict) -> Iterator[str]:
    expect, told, case = verdict.expect, verdict.told, result.case
    label = f"{expect.code} {expect.relation or expect.blame or ''}".strip()
    if told is None:
        yield f"missing: {label} at {_places(case, 'blame', expect.blame)}"
        return
    if not verdict.code:
        yield f"code: {told.code}, expected {expect.code}"
    if not verdict.relation:
        yield f"relation: {told.relation}, expected {expect.relation}"
    for kind in ("blame", "loop", "origin"):
        if getattr(verdict, kind) is False:
            name = getattr(expect, kind)
            where = _places(case, kind, name)
            yield f"{kind}: {getattr(told, kind)}, expected {where} [{label}]"
    if verdict.fix is False:
        choices = [choice for choice in (expect.fix, *expect.any_of) if choice]
        yield f"fix: {(told.fix or told.text)[:300]!r}, expected {choices} [{label}]"


def _places(case: Case, kind: PlaceKind, name: str | None) -> str:
    places: list[Place] = sorted(marked(kind, case, name), key=str)
    return " or ".join(map(str, places)) or "(not judged)"


def _told(told: Told) -> str:
    if told.code is None:
        return f"{told.text!r:.200} at {told.blame}"
    where = f"blame {told.blame}, loop {told.loop}, origin {told.origin}"
    return f"{told.code} {told.relation or ''} {where}"
