"""A query expression: source text that builds a query, as opposed to any other call."""

from __future__ import annotations

import ast

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.imports import is_imported, named
from nplusone_guard.diagnose.spelling import called_in_chain, names_of_chain
from nplusone_guard.diagnose.syntax import Site, site_at

_STARTS = {
    "select",
    "union",
    "union_all",
    "text",
    "lambda_stmt",
    "get_object_or_404",
    "get_list_or_404",
    "aget_object_or_404",
    "aget_list_or_404",
}
_MARKS = {
    "objects",
    "query",
    "_default_manager",
    "_base_manager",
    "get_queryset",
    "filter",
    "filter_by",
    "exclude",
    "all",
    "order_by",
    "where",
    "join",
    "outerjoin",
    "options",
    "annotate",
    "select_related",
    "prefetch_related",
    "distinct",
    "only",
    "defer",
    "raw",
    "in_bulk",
    "from_statement",
    "with_entities",
    "none",
    "get_or_create",
    "alias",
    "using",
    "values_list",
    "execute",
    "exec_driver_sql",
}
_BEGINS = {
    "objects",
    "query",
    "_default_manager",
    "_base_manager",
    "get_queryset",
    "raw",
    "execute",
    "exec_driver_sql",
}
# Methods that turn one query into a narrower or richer one of the same rows.
_REFINES = _MARKS - _BEGINS | {
    "values",
    "reverse",
    "limit",
    "offset",
    "group_by",
    "having",
    "union",
    "difference",
    "intersection",
    "select_for_update",
    "with_for_update",
    "execution_options",
    "correlate",
    "params",
    "iterator",
}
_ANEW = _REFINES - {"all", "values", "iterator", "options", "params"}
_NO_ROWS = {"split", "splitlines", "items", "keys", "values", "format", "read", "pop"}
_NEVER_ROWS = {"request", "settings", "kwargs", "options", "config", "cleaned_data"}


def certainty(site: Site) -> bool | None:
    """Say whether the expression at *site* builds a query.

    True when it surely does, False when it may, None when it does not.
    """
    node = site.node
    if not isinstance(node, (ast.Call, ast.Attribute)):
        return None
    names = list(names_of_chain(node))
    if set(names[1:]) & _MARKS or _STARTS.intersection(called_in_chain(node)):
        return True
    if isinstance(node, ast.Call) and not isinstance(node.func, ast.Attribute):
        return None
    if names[-1] in _NO_ROWS or set(names) & _NEVER_ROWS:
        return None
    if len(names) == 2 and is_imported(site, names[0]):
        return None
    return isinstance(node, ast.Attribute) and names[0] not in ("self", "cls")


def may_be_a_row(span: Span) -> bool:
    """Say whether *span* is an attribute of some object, which may hold one row."""
    site = site_at(span)
    if site is None or not isinstance(site.node, ast.Attribute):
        return False
    root, *names = names_of_chain(site.node)
    if _BEGINS.intersection(names):
        return False  # `Book.objects`, whichever way Book was imported
    known = named(site, root)
    is_class = known is not None and isinstance(known.node, ast.ClassDef)
    return not (root in ("self", "cls") or is_class or is_imported(site, root))


def asks_anew(node: ast.AST) -> bool:
    """Say whether *node* refines what an attribute holds, so that it is a new query.

    `event.sessions.all()` may have been loaded with the event,
    `event.sessions.order_by("id")` never was.
    """
    return bool(_ANEW.intersection(called_in_chain(node)))


def base_of_chain(site: Site) -> Site | None:
    """Return what the methods at *site* refine, None where there are none.

    For `books.filter(x).order_by(y)` that is `books`.
    """
    node, found = site.node, False
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in _REFINES:
            break
        node, found = node.func.value, True
    return site.below(node) if found else None
