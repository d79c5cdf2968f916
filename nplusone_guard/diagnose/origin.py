"""Origin: the query whose rows are looped over, found from evidence.

Asked in the order of what is surest: a framework that knows its own queryset, the
relation through which the rows came, the source of the loop, the statement of this
scope that read the table.
"""

from __future__ import annotations

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.scope_view import Load, ScopeView
from nplusone_guard.diagnose.sources import Built, iterable_of_loop, trace
from nplusone_guard.diagnose.values import Origin

__all__ = ["origin_of_loop", "origin_of_rows"]

# A chain of relations longer than this is a tree, or a mistake of ours.
_MOST_HOPS = 8


def origin_of_rows(
    finding: Finding, relation: Relation, view: ScopeView
) -> tuple[Origin | None, tuple[Relation, ...]]:
    """Return where the rows that *relation* starts from are built, and the way there."""
    path: list[Relation] = [relation]
    current = finding
    for _ in range(_MOST_HOPS):
        through = view.relation_to(path[0].owner_tables, current)
        if through is None:
            break
        entry = through.candidate.evidence.entry
        assert entry is not None and entry.relation is not None  # noqa: S101
        if entry.relation in path:
            break
        path.insert(0, entry.relation)
        current = through
    origin = _from_framework(current) or _from_load(current, path[0], view)
    return origin or origin_of_loop(current), tuple(path)


def origin_of_loop(finding: Finding) -> Origin | None:
    """Return where the rows of the finding's loop are built, from the source alone."""
    evidence = finding.candidate.evidence
    if evidence.loop is None:
        return None
    span = evidence.loop.span
    iterable = iterable_of_loop(span.file, span.line, span.column)
    if iterable is None:
        return None
    return _origin(trace(_span(iterable), evidence.callers))


def _from_framework(finding: Finding) -> Origin | None:
    for asker in finding.candidate.evidence.askers:
        if asker.origin is not None:
            return Origin(asker.origin, asker.origin_kind or "query", facts=asker.facts)
    return None


def _from_load(finding: Finding, relation: Relation, view: ScopeView) -> Origin | None:
    """Trace from the statement of this scope that read the rows."""
    loads = view.loads_of(relation.owner_tables, finding.candidate.order)
    by_source = origin_of_loop(finding)
    for load in loads:
        origin = _of_load(load)
        if origin is not None and (by_source is None or len(loads) == 1):
            return origin
    return by_source


def _of_load(load: Load) -> Origin | None:
    spans = [step.span for step in load.path if step.landmark is None]
    if not spans:
        return None
    built = trace(spans[0], tuple(spans[1:]))
    if built is not None:
        return _origin(built)
    return Origin(spans[0], is_certain=False)


def _origin(built: Built | None) -> Origin | None:
    if built is None:
        return None
    return Origin(_span(built), is_certain=built.certain)


def _span(built: Built) -> Span:
    return Span(
        built.file,
        built.line,
        built.end_line,
        built.column,
        built.end_column,
        built.function,
        built.expression,
    )
