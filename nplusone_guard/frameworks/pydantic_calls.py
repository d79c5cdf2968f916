"""The call that validates: where the application hands its rows to a schema."""

from __future__ import annotations

import ast
from types import FrameType

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.diagnose.rows import way_of
from nplusone_guard.diagnose.sources import follow, span_of
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.frameworks.context_rows import (
    ContextRows,
    callers_of,
    rows_of_site,
)

__all__ = ["call_around", "rows_given"]

_METHODS = frozenset({"model_validate", "validate_python"})


def call_around(frame: FrameType) -> Span | None:
    """Return the application's call that *frame* answers; None for a framework's."""
    outer = _caller(frame)
    return None if outer is None else span_at(outer.f_code, outer.f_lasti)


def rows_given(frame: FrameType) -> ContextRows | None:
    """Return where the rows that the application hands over are built."""
    outer = _caller(frame)
    call = None if outer is None else _call_at(outer)
    if outer is None or call is None:
        return None
    assert isinstance(call.node, ast.Call)
    given = call.below(call.node.args[0])
    if isinstance(given.node, ast.Attribute):
        return _rows_behind(given, callers_of(outer))
    return rows_of_site(given, callers_of(outer))


def _rows_behind(given: Site, callers: tuple[Span, ...]) -> ContextRows | None:
    """Return the rows of which `author.books` are the books."""
    way = way_of(given, callers)
    built = None if way.root is None else follow(Step(way.root), way.callers)
    if built is None:
        return None
    return ContextRows(span_of(built), hops=tuple(hop.name for hop in way.hops))


def _caller(frame: FrameType) -> FrameType | None:
    """Return the next application frame, if it is one that validates."""
    outer = frame.f_back
    while outer is not None and not is_application(outer):
        outer = outer.f_back
    return outer if outer is not None and _call_at(outer) is not None else None


def _call_at(frame: FrameType) -> Site | None:
    site = site_at(span_at(frame.f_code, frame.f_lasti))
    node = None if site is None else site.node
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _METHODS
        and node.args
    ):
        return site
    return None
