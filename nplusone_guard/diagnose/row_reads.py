"""A row's read: the query that a call of the application sent for the one row it gives.

The source may not tell what `page.title_in(language)` runs. The stack has told.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.capture.walk import Path
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.load_origin import origin_of_load
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.rows import Way
from nplusone_guard.diagnose.scope_view import Load, ScopeView
from nplusone_guard.diagnose.sources import Built, span_of
from nplusone_guard.diagnose.values import Origin

__all__ = ["is_unknown_call", "origin_of_call"]


def is_unknown_call(way: Way, built: Built) -> bool:
    """Say whether the way ends at a call that gives one row, of which no more is known."""
    root = way.root
    if root is None or way.is_iterated or not isinstance(root.node, ast.Call):
        return False
    return (built.file, _place(built)) == (root.file, root.place()) and not certainty(
        root
    )


def origin_of_call(
    built: Built, relation: Relation, finding: Finding, view: ScopeView
) -> Origin:
    """Return the query that the call *built* is, or the one that was sent below it.

    *relation* is the first on the way from its row.
    """
    tables, before = relation.owner_tables, finding.candidate.order
    reads = [load for load in view.loads if load.order < before]
    for other in view.findings:
        asked = other.candidate
        if asked.order < before and asked.shape.tables:
            reads.append(Load(asked.shape.tables[0], asked.order, asked.path))
    # Nothing is known of a relation that was read once, and so not of its owner.
    reads = [load for load in reads if not tables or load.table in tables]
    if any(_asks(load.path, built) for load in reads):
        return Origin(span_of(built), is_certain=False)
    below = [load for load in reads if _passes(load.path, built)]
    origin = origin_of_load(below[0], relation.owner) if len(below) == 1 else None
    return origin or Origin(span_of(built), kind="call", is_certain=False)


def _asks(path: Path, built: Built) -> bool:
    """Say whether the call itself sent a statement: `session.get(Book, 1)`."""
    return any(_is_within(step.span, built) for step in path[:1] if not step.landmark)


def _passes(path: Path, built: Built) -> bool:
    """Say whether a statement was sent from inside the call: not by the call itself."""
    spans = [step.span for step in path if step.landmark is None]
    return any(_is_within(span, built) for span in spans[1:])


def _is_within(span: Span, built: Built) -> bool:
    return (
        span.file == built.file
        and (span.line, span.column) >= (built.line, built.column)
        and (span.end_line, span.end_column) <= (built.end_line, built.end_column)
    )


def _place(built: Built) -> tuple[int, int, int, int]:
    return built.line, built.end_line, built.column, built.end_column
