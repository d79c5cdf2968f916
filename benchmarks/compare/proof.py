"""The proof of a corpus: slow grows, fixed does not, both give the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.corpus.case import Case, Corpus, marked

SIZES = (2, 5)
# Topics whose rows are iterated by the library: no line of the application is a loop.
# Elsewhere a case says so with the loop name `library`.
LIBRARY_LOOPS = ("drf", "admin", "graphql")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave and sent."""

    value: str
    statements: int


def prove(corpus: Corpus, case: Case) -> list[str]:
    """Return what is untrue about *case*: empty when it is what it says it is."""
    slow = [_run(corpus, case, case.run, rows) for rows in SIZES]
    growth = slow[1].statements - slow[0].statements
    if case.kind == "silent":
        grew = growth > 0 and not case.grows
        return [f"silent, yet grows by {growth} statements"] if grew else []
    wrong = _markers_missing(case)
    if growth < SIZES[1] - SIZES[0]:
        wrong.append(f"grows by {growth} statements for {SIZES[1] - SIZES[0]} rows")
    return wrong + _fixed_differs(corpus, case, slow)


def _fixed_differs(corpus: Corpus, case: Case, slow: list[Run]) -> list[str]:
    if case.fixed is None:
        return ["a positive case needs its fixed version"]
    wrong = []
    fixed = [_run(corpus, case, case.fixed, rows) for rows in SIZES]
    for rows, bad, good in zip(SIZES, slow, fixed, strict=True):
        if bad.value != good.value:
            wrong.append(
                f"{rows} rows: slow {bad.value[:300]} fixed {good.value[:300]}"
            )
    if fixed[0].statements != fixed[1].statements:
        wrong.append(f"fixed sends {[run.statements for run in fixed]} statements")
    if len(slow[1].value) < 4 or slow[0].value == slow[1].value:
        wrong.append(f"the result says nothing: {slow[1].value}")
    return wrong


def _run(corpus: Corpus, case: Case, code: Callable[[], object], rows: int) -> Run:
    corpus.empty()
    if case.populate is not None:
        case.populate(rows)
    before = corpus.statements()
    value = code()
    sent = corpus.statements() - before
    state = case.state() if case.state is not None else None
    return Run(repr((value, state)), sent)


def _markers_missing(case: Case) -> list[str]:
    wrong = [] if case.expect else ["expects nothing"]
    for expect in case.expect:
        if not marked("blame", case, expect.blame):
            wrong.append(f"no blame marker for {expect.blame or case.name}")
        by_library = expect.loop == "library" or case.topic in LIBRARY_LOOPS
        if not by_library and not marked("loop", case, expect.loop):
            wrong.append(f"no loop marker for {expect.loop or case.name}")
    return wrong
