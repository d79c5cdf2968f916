"""Grouping: one query for the keys of all rows in place of one for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.django.advice.chains import Chain, Condition
from nplusone_guard.django.advice.models import (
    attribute_of,
    field_of,
    is_unique,
    latest_by,
)
from nplusone_guard.django.advice.scene import Scene

__all__ = [
    "ONE_ROW",
    "Grouped",
    "grouped_by",
    "has_other_variation",
    "key_of",
    "last_wins",
    "varying_of",
]


ONE_ROW = frozenset({"get", "first", "last", "latest", "earliest"})


_ENDS = frozenset(
    {"count", "exists", "aggregate", "values_list", "values", "iterator", "contains"}
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A query for all keys.

    Attributes:
        rows: the chain with `key__in=[...]` for what varied.
        keys: the conditions that varied.
        look: the key of one row, inside the loop.
        held: the key as an attribute of each found row.
    """

    rows: Chain
    keys: tuple[Condition, ...]
    look: str
    held: str


def grouped_by(scene: Scene, rows: Rows, model: Any) -> Grouped | None:
    """Return the query of *scene* for all rows; None where its keys cannot be told."""
    varying = varying_of(scene)
    if not varying or has_other_variation(scene):
        return None
    fields = [field_of(model, condition.field) for condition in varying]
    if not all(getattr(field, "concrete", False) for field in fields):
        return None  # rows found through another table do not hold the key
    if any(field.many_to_many for field in fields):
        return None
    links = []
    conditions = {c.field for c in varying}
    keys = []
    for condition in varying:
        listed = rows.list_of(condition.value)
        if listed is None:
            return None
        keys.append(f"{condition.field}__in={listed}")
    constant = [
        (name, value)
        for link in scene.chain.links
        if link.name in ("filter", "get")
        for name, value in link.keywords
        if name is not None and name not in conditions
    ]
    given = ", ".join([*keys, *(f"{name}={value}" for name, value in constant)])
    filtering = f".filter({given})"
    for link in scene.chain.links:
        if link.name in ("filter", "get"):
            continue
        if link.name in ONE_ROW or link.name in ("all", "") or link.name in _ENDS:
            continue
        links.append(link.text)
    text = scene.chain.base + filtering + "".join(links)
    held = [_held(model, condition) for condition in varying]
    look = [key_of(model, condition) for condition in varying]
    return Grouped(
        Chain(text, ()),
        tuple(varying),
        look[0] if len(look) == 1 else f"({', '.join(look)})",
        held[0] if len(held) == 1 else f"({', '.join(held)})",
    )


def varying_of(scene: Scene) -> list[Condition]:
    conditions = [c for c in scene.chain.conditions() if scene.varies(c.value)]
    usable = [c for c in conditions if "__" not in c.field]
    return usable if len(usable) == len(conditions) else []


def has_other_variation(scene: Scene) -> bool:
    """Say whether something other than the keywords of a filter differs by row."""
    for link in scene.chain.links:
        if link.name not in ("filter", "get"):
            if scene.varies_in(link):
                return True
        elif any(scene.varies(text) for text in link.arguments) or any(
            k is None and scene.varies(v) for k, v in link.keywords
        ):
            return True
    return scene.varies(scene.chain.base)


def _held(model: Any, condition: Condition) -> str:
    return "{row}." + attribute_of(model, condition.field)


def key_of(model: Any, condition: Condition) -> str:
    """Return the key as a plain value: `book.pk` where the filter takes `book`."""
    field = field_of(model, condition.field)
    if field is None or not field.is_relation or condition.field == field.attname:
        return condition.value
    if condition.value.endswith((".pk", ".id", "_id")):
        return condition.value
    target = field.target_field
    name = "pk" if target.primary_key else target.attname
    return f"{condition.value}.{name}"


def last_wins(chain: Chain, model: Any, found: Grouped) -> str:
    """Order the rows so that the wanted one of each key comes last."""
    if all(is_unique(model, condition.field) for condition in found.keys[:1]):
        return ""
    last, end = chain.last, chain.links[-1]
    if last == "get":
        return ""
    if last in ("latest", "earliest"):
        ordered = ", ".join(end.arguments or latest_by(model))
        return f".order_by({ordered})" + (".reverse()" if last == "earliest" else "")
    is_ordered = chain.link("order_by") is not None or bool(model._meta.ordering)
    ordering = "" if is_ordered else '.order_by("pk")'
    return ordering + (".reverse()" if last == "first" else "")
