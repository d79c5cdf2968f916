"""Context rows: where the rows that a view hands on are built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import FrameType

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.selves import selves_in
from nplusone_guard.diagnose.access import without_methods
from nplusone_guard.diagnose.rows import way_of
from nplusone_guard.diagnose.selves import speaking_of
from nplusone_guard.diagnose.sources import follow, span_of
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.frameworks.class_queries import ClassQuery

__all__ = [
    "ContextRows",
    "callers_of",
    "rows_behind",
    "rows_of_site",
    "rows_of_view",
    "speaking_from",
]

_MOST_CALLERS = 8


@dataclass(frozen=True, slots=True)
class ContextRows:
    """Where rows that were handed on are built.

    Attributes:
        kind: "query" or "class", as for a class's query.
        hops: relations between the rows of that query and those handed on.
    """

    span: Span
    kind: str = "query"
    facts: tuple[tuple[str, str], ...] = ()
    hops: tuple[str, ...] = ()


def rows_of_view(query: ClassQuery | None) -> ContextRows | None:
    """Return the rows that a class chooses."""
    return None if query is None else ContextRows(query.span, query.kind, query.facts)


def rows_of_site(site: Site, callers: tuple[Span, ...] = ()) -> ContextRows | None:
    """Return where the rows, or the row, at *site* come from."""
    built = follow(Step(site, "assignment"), callers)
    if built is not None:
        return ContextRows(span_of(built))
    way = way_of(site, callers)
    built = None if way.root is None else follow(Step(way.root), way.callers)
    if built is None:
        return None
    return ContextRows(span_of(built), hops=tuple(hop.name for hop in way.hops))


def rows_behind(site: Site, callers: tuple[Span, ...] = ()) -> ContextRows | None:
    """Return where the rows come from whose collection the value at *site* is.

    For `author.books.all()` those are the authors.
    """
    built = follow(Step(site, "assignment"), callers)
    collection = None if built is None else site_at(built)
    if collection is None:
        return None
    relation = collection.below(without_methods(collection.node))
    way = way_of(relation, callers)
    built = None if way.root is None else follow(Step(way.root), way.callers)
    if built is None or not way.hops:
        return None
    return ContextRows(span_of(built), hops=tuple(hop.name for hop in way.hops))


def speaking_from(frame: FrameType) -> AbstractContextManager[None]:
    """Let `self` mean the classes of the objects whose methods run from *frame* outward."""
    return speaking_of(selves_in(_outward(frame)))


def _outward(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def callers_of(frame: FrameType) -> tuple[Span, ...]:
    """Return the application's places outward from *frame*."""
    spans: list[Span] = []
    outer = frame.f_back
    while outer is not None and len(spans) < _MOST_CALLERS:
        if is_application(outer):
            spans.append(span_at(outer.f_code, outer.f_lasti))
        outer = outer.f_back
    return tuple(spans)
