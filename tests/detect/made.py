"""Hand-made values for detection: a candidate is whatever a test says, else ordinary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Entry, Relation
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.parameters import Variation
from nplusone_guard.detect.values import Candidate
from nplusone_guard.fingerprint import Slot, fingerprint

__all__ = [
    "AUTHOR",
    "BOOKS",
    "CHILDREN",
    "a_candidate",
    "a_loop",
    "a_span",
    "an_entry",
    "equal",
    "varying",
]

AUTHOR = Relation("Book", "author", "Author")
BOOKS = Relation("Author", "books", "Book", "reverse", is_to_many=True)
CHILDREN = Relation(
    "Category", "children", "Category", "reverse", is_to_many=True, is_recursive=True
)


def a_span(line: int = 2, expression: str = "book.author") -> Span:
    return Span("shop.py", line, line, 8, 19, "view", expression)


def a_loop(kind: str = "for", *, can_end_early: bool = False) -> LoopPlace:
    span = a_span(1, "for book in books")
    return LoopPlace(span, kind, a_span(), can_end_early)


LOOP = a_loop()


def an_entry(operation: str = "get", **changes: Any) -> Entry:
    return Entry("test", operation, **changes)


def equal(column: str, size: int = 1, role: Any = "equal") -> Slot:
    return Slot(role, column, None, (0,), (), (), size)


def varying(*slots: Slot, constant: tuple[Slot, ...] = (), most: int = 1) -> Variation:
    return Variation(slots, constant, True, most)


def a_candidate(
    entry: Entry | None = None,
    *,
    sql: str = "SELECT * FROM author WHERE id = %s",
    loop: LoopPlace | None = LOOP,
    is_batch: bool = False,
    is_recursive: bool = False,
    line: int = 2,
    **changes: Any,
) -> Candidate:
    """Return three look-ups by different keys in one loop, with *changes*."""
    evidence = Evidence(
        blame=a_span(line),
        loop=loop,
        entry=entry,
        is_batch=is_batch,
        is_recursive=is_recursive,
    )
    ordinary = Candidate(
        shape=fingerprint(sql, "sqlite"),
        count=3,
        rounds=3,
        seconds=0.000_003,
        order=2,
        evidence=evidence,
        is_same=False,
        variation=varying(equal("id")),
        many=False,
        orm="test",
        dialect="sqlite",
        aliases=("default",),
        accepted=None,
        path=(),
    )
    return replace(ordinary, **changes)
