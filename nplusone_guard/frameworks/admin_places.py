"""A ModelAdmin's places: the column that asked, the setting that would join its rows."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker
from nplusone_guard.diagnose.calls import returned
from nplusone_guard.frameworks.class_methods import method_of
from nplusone_guard.frameworks.class_queries import (
    ClassQuery,
    class_itself,
    own_query_of,
    query_of,
)
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    class_site,
    span_at_site,
)
from nplusone_guard.frameworks.model_paths import relation_called

__all__ = ["column_span", "inline_asker", "inline_query", "list_query"]

_SETTING = ("setting", "list_select_related")


def list_query(change_list: Any) -> ClassQuery | None:
    """Return where the rows of a change list are chosen.

    A get_queryset of the class's own comes first: where it joins by itself, Django
    ignores list_select_related.
    """
    options = type(change_list.model_admin)
    own = own_query_of(options)
    if own is not None:
        return ClassQuery(own.span, own.kind, (("class", options.__name__),))
    place = class_itself(options, ("list_select_related", "list_display"))
    if place is None:
        return None
    for owner in application_classes(options):
        if "get_list_select_related" in vars(owner):
            return _returned_setting(owner)
    facts = (*place.facts, _SETTING, ("joined", ",".join(_joined(change_list))))
    return ClassQuery(place.span, place.kind, facts)


def _returned_setting(own: type) -> ClassQuery | None:
    """Return what a method says in place of the attribute, where that is one list."""
    method = method_of(own, "get_list_select_related")
    given = [] if method is None else returned(method)
    node = given[0].site.node if len(given) == 1 else None
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    span = span_at_site(given[0].site)
    facts = (("class", own.__name__), ("attribute", "returned"), _SETTING)
    return ClassQuery(span, "class", (*facts, ("value", span.expression or "")))


def _joined(change_list: Any) -> list[str]:
    """Return the foreign keys in list_display, joined only while nothing else is said."""
    names: list[str] = []
    for name in change_list.list_display:
        field = (
            relation_called(change_list.model, name) if isinstance(name, str) else None
        )
        if (
            field is not None
            and field.many_to_one
            and change_list.list_select_related is False
        ):
            names.append(name)
    return names


def inline_query(options: type) -> ClassQuery | None:
    """Return where the rows of an inline are chosen."""
    return query_of(options)


def inline_asker(options: Any) -> Asker | None:
    """Return who asks for a row that an inline shows as text; None where none does."""
    place = None if options is None else class_itself(type(options), ("model",))
    query = None if place is None else inline_query(type(options))
    if place is None or query is None:
        return None
    facts = query.facts
    return Asker(place.span, "admin", "shown", query.span, query.kind, facts)


def column_span(
    options: type, name: Any, attribute: str = "list_display"
) -> Span | None:
    """Return the entry for *name* in the class's list of columns, or the list."""
    wanted = name if isinstance(name, str) else getattr(name, "__name__", "")
    for own in application_classes(options):
        listed, site = attribute_span(own, attribute), class_site(own)
        if listed is None or site is None:
            continue
        for node in ast.walk(site.node):
            is_inside = listed.line <= getattr(node, "lineno", 0) <= listed.end_line
            value = getattr(node, "value", getattr(node, "id", None))
            if (
                is_inside
                and isinstance(node, ast.Constant | ast.Name)
                and value == wanted
            ):
                return span_at_site(site.below(node))
        return listed
    place = class_itself(options, ())
    return None if place is None else place.span
