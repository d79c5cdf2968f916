"""A load's origin: where the rows of a statement that is no finding were asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import takewhile

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.step import Step
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.handed import handed_over_at
from nplusone_guard.diagnose.imports import is_imported
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.scope_view import Load
from nplusone_guard.diagnose.sources import span_of, trace
from nplusone_guard.diagnose.spelling import names_of_chain
from nplusone_guard.diagnose.syntax import site_at
from nplusone_guard.diagnose.values import Origin

__all__ = ["origin_of_asked", "origin_of_load"]


def origin_of_load(load: Load, owner: str) -> Origin | None:
    """Return where the rows of *load*, of the class *owner*, are built.

    What stands around a template or a serializer that asked built nothing: a middleware
    waits for the whole answer. But it may have been handed the query.
    """
    spans = list(_asking(load.path))
    if not spans:
        return _handed(
            list(_asking(step for step in load.path if not step.landmark)), owner
        )
    built = trace(spans[0], tuple(spans[1:]))
    if built is None or not _is_a_query(span_of(built)):
        if _is_called_a_query(spans[0]):
            return Origin(spans[0], is_certain=False)
        call = Origin(spans[0], kind="call", is_certain=False)
        return _handed(spans, owner) or call
    return Origin(span_of(built), is_certain=False)


def origin_of_asked(finding: Finding) -> Origin | None:
    """Return the query that *finding* itself is."""
    evidence = finding.candidate.evidence
    built = trace(evidence.blame, evidence.callers)
    return None if built is None else Origin(span_of(built), is_certain=False)


def _asking(path: Iterable[Step]) -> Iterator[Span]:
    """Yield the places of the application up to the first framework on *path*."""
    for step in takewhile(lambda step: step.landmark is None, path):
        # A session of the application's own hands everything on to its base class.
        if not (step.span.expression or "").startswith("super()"):
            yield step.span


def _handed(spans: list[Span], owner: str) -> Origin | None:
    built = handed_over_at(spans[0], tuple(spans[1:]), owner) if spans else None
    return None if built is None else Origin(span_of(built), is_certain=False)


def _is_called_a_query(span: Span) -> bool:
    """Say whether *span* is the `queryset` that a library hands to an action, a filter."""
    site = site_at(span)
    named = None if site is None else site.node
    return isinstance(named, ast.Name) and named.id == "queryset"


def _is_a_query(span: Span) -> bool:
    """Say whether something can be added to *span*: a method of whatever may ask, too."""
    site = site_at(span)
    if site is None or certainty(site) is not False:
        return site is not None
    return is_imported(site, next(iter(names_of_chain(site.node))))
