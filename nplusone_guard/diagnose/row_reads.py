"""A row's read: the query that a call of the application sent for the one row it gives.

The source may not tell what `page.title_in(language)` runs. The stack has told.
"""

from __future__ import annotations

import ast

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
    """Return the one query that was sent below the call *built*, else the call itself."""
    tables, before = relation.owner_tables, finding.candidate.order
    reads = view.loads_of(tables, before)
    for other in view.findings:
        asked = other.candidate
        if asked.order < before and asked.shape.tables[:1] == tables[:1]:
            reads.append(Load(asked.shape.tables[0], asked.order, asked.path))
    below = [load for load in reads if _passes(load.path, built)]
    origin = origin_of_load(below[0], relation.owner) if len(below) == 1 else None
    return origin or Origin(span_of(built), kind="call", is_certain=False)


def _passes(path: Path, built: Built) -> bool:
    """Say whether a statement was sent from inside the call: not by the call itself."""
    spans = [step.span for step in path if step.landmark is None]
    return any(
        span.file == built.file
        and (span.line, span.column) >= (built.line, built.column)
        and (span.end_line, span.end_column) <= (built.end_line, built.end_column)
        for span in spans[1:]
    )


def _place(built: Built) -> tuple[int, int, int, int]:
    return built.line, built.end_line, built.column, built.end_column
