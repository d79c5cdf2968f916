"""A named value: where a view builds what it hands to its template under one name."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.selves import selves_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.calls import definition
from nplusone_guard.diagnose.contexts import context_sites
from nplusone_guard.diagnose.selves import speaking_of
from nplusone_guard.diagnose.syntax import Site, site_at, walk_scope
from nplusone_guard.frameworks.class_queries import query_of
from nplusone_guard.frameworks.class_sites import application_classes, class_site
from nplusone_guard.frameworks.context_rows import (
    ContextRows,
    callers_of,
    rows_behind,
    rows_of_site,
    rows_of_view,
    speaking_from,
)

__all__ = ["rows_in_function", "rows_in_response", "rows_of_name"]

Find = Callable[[Site, tuple[Span, ...]], ContextRows | None]


def rows_of_name(
    frame: FrameType, name: str, *, is_collection: bool = False
) -> ContextRows | None:
    """Return where the function of *frame* builds what it hands on as *name*.

    Where it is the collection of a row that is asked for, where that row comes from.
    """
    with speaking_from(frame):
        find = rows_behind if is_collection else rows_of_site
        return _rows_of_name(frame, name, find)


def _rows_of_name(frame: FrameType, name: str, find: Find) -> ContextRows | None:
    span, callers = span_at(frame.f_code, frame.f_lasti), callers_of(frame)
    for site in context_sites(span.file, span.line, name):
        found = find(site, callers)
        if found is not None:
            return found
    for called in _functions_called(span):
        for site in context_sites(called.file, called.place()[0], name):
            found = rows_of_site(site, ())
            if found is not None:
                return found
    owner = frame.f_locals.get("self")
    found = None if owner is None else _in_class(owner, name, {})
    return found or _of_variable(span, name, callers)


def _of_variable(
    span: Span, name: str, callers: tuple[Span, ...]
) -> ContextRows | None:
    """Return what a local variable of that name holds, as `locals()` hands it on."""
    site = site_at(span)
    called = [] if site is None else [n for n in ast.walk(site.node) if is_locals(n)]
    names = assigned(site.below(called[0]), name) if site and called else None
    for step in names.steps if names is not None else ():
        found = rows_of_site(step.site, callers)
        if found is not None:
            return found
    return None


def is_locals(node: ast.AST) -> bool:
    """Say whether *node* is a call of `locals`."""
    func = node.func if isinstance(node, ast.Call) else None
    return isinstance(func, ast.Name) and func.id == "locals"


def _functions_called(span: Span) -> Iterator[Site]:
    site = site_at(span)
    scope = None if site is None else site.scope()
    for node in walk_scope(scope.node) if scope is not None else ():
        if isinstance(node, ast.Call) and scope is not None:
            called = definition(scope.below(node))
            if called is not None:
                yield called


def rows_in_response(response: Any, name: str) -> ContextRows | None:
    """Ask the view of a response that is rendered after its view has returned."""
    given = response.context_data or {}
    view = given.get("view")
    if view is not None:
        with speaking_of(selves_of(type(view))):
            found = _in_class(view, name, given)
        if found is not None:
            return found
    match = getattr(getattr(response, "_request", None), "resolver_match", None)
    return None if match is None else rows_in_function(match.func, name)


def _in_class(view: Any, name: str, given: Any) -> ContextRows | None:
    value = given.get(name)
    rows = (given.get("object_list"), given.get("object"), given.get("page_obj"))
    if value is not None and any(value is each for each in rows):
        return rows_of_view(query_of(type(view)))
    for owner in application_classes(type(view)):
        site = class_site(owner)
        for value_site in (
            context_sites(site.file, site.place()[0], name) if site else ()
        ):
            found = rows_of_site(value_site, ())
            if found is not None:
                return found
    return None


def rows_in_function(function: Any, name: str) -> ContextRows | None:
    """Return where *function* builds what it hands on as *name*."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return None
    for site in context_sites(code.co_filename, code.co_firstlineno, name):
        found = rows_of_site(site, ())
        if found is not None:
            return found
    return None
