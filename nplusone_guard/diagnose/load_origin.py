"""A load's origin: where the rows of a statement that is no finding were asked for."""

from __future__ import annotations

from itertools import takewhile

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.imports import is_imported
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.scope_view import Load
from nplusone_guard.diagnose.sources import span_of, trace
from nplusone_guard.diagnose.spelling import names_of_chain
from nplusone_guard.diagnose.syntax import site_at
from nplusone_guard.diagnose.values import Origin

__all__ = ["origin_of_load"]


def origin_of_load(load: Load) -> Origin | None:
    """Return where the rows of *load* are built, as far as the application asked.

    What stands around a template or a serializer that asked shows nothing: a middleware
    waits for the whole answer.
    """
    # A session of the application's own hands everything on to its base class.
    spans = [
        step.span
        for step in takewhile(lambda step: step.landmark is None, load.path)
        if not (step.span.expression or "").startswith("super()")
    ]
    if not spans:
        return None
    built = trace(spans[0], tuple(spans[1:]))
    if built is None or not _is_a_query(span_of(built)):
        return Origin(spans[0], kind="call", is_certain=False)
    return Origin(span_of(built), is_certain=False)


def _is_a_query(span: Span) -> bool:
    """Say whether something can be added to *span*: a method of whatever may ask, too."""
    site = site_at(span)
    if site is None or certainty(site) is not False:
        return site is not None
    return is_imported(site, next(iter(names_of_chain(site.node))))
