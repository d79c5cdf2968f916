"""Narrowing: what the user asked of a related collection beyond the collection itself.

A related manager puts its own filter behind those of the model's manager, so whatever
stands behind it in WHERE was asked for by the user. What the model's manager does to
every queryset is read from the names its `get_queryset` uses, without running it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Manager

__all__ = ["is_narrowed", "manager_touches", "self_key"]

_WATCHED = (
    *("distinct", "annotate", "extra"),
    *("select_related", "prefetch_related", "only"),
)


def is_narrowed(queryset: Any, column: str, direction: str) -> bool:
    """Say whether more than the relation itself chose, ordered or cut the rows."""
    query = queryset.query
    children = query.where.children
    # A generic relation compares two columns, all others one.
    own = max(
        (
            index
            for index, child in enumerate(children)
            if _column_of(child) == column or direction == "generic" and index < 2
        ),
        default=len(children) - 1,
    )
    if len(children) - 1 > own or query.is_sliced or query.values_select:
        return True
    by_user = {
        "distinct": query.distinct,
        "annotate": query.annotations,
        "extra": query.extra,
        "select_related": query.select_related,
        "prefetch_related": queryset._prefetch_related_lookups,
        "only": query.deferred_loading[0],
    }
    used = manager_touches(queryset.model)
    if not _is_known_order(query.order_by, used):
        return True
    return any(by_user[name] for name in _WATCHED if name not in used)


@lru_cache(maxsize=1000)
def manager_touches(model: Any) -> frozenset[str]:
    """Return the names that the default manager's own `get_queryset` uses."""
    names: set[str] = set()
    for owner in type(model._default_manager).__mro__:
        if issubclass(Manager, owner):
            break
        method = vars(owner).get("get_queryset")
        code = getattr(method, "__code__", None)
        if code is not None:
            names.update(code.co_names)
            names.update(text for text in _texts(code.co_consts))
    return frozenset(names)


def _is_known_order(order: tuple[Any, ...], used: frozenset[str]) -> bool:
    """Say whether the manager's own code names every column of *order*."""
    return all(isinstance(column, str) and column in used for column in order)


def _texts(constants: tuple[Any, ...]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple):
            yield from _texts(constant)


def self_key(queryset: Any) -> str:
    """Return the attribute by which *queryset* asks for rows below one of its own kind."""
    model = queryset.model
    for child in queryset.query.where.children:
        field = _field_of(child)
        related = getattr(field, "related_model", None)
        if related is None or getattr(child, "lookup_name", "") not in ("exact", "in"):
            continue
        if related is model and getattr(field, "many_to_one", False):
            return str(field.attname)
    return ""


def _field_of(child: Any) -> Any:
    return getattr(getattr(child, "lhs", None), "target", None)


def _column_of(child: Any) -> str:
    return str(getattr(_field_of(child), "column", ""))
