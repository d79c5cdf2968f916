"""Grouping: one query for the keys of all rows in place of one for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.django.advice.chains import Chain, Condition
from nplusone_guard.django.advice.models import (
    Reached,
    is_unique,
    latest_by,
    reached_by,
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


_NOTHING_MORE = frozenset({"", "all", "get_queryset"})
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
        hops: the relations that the found rows have to be joined to for their key.
    """

    rows: Chain
    keys: tuple[Condition, ...]
    look: str
    held: str
    hops: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        """The call that joins the found rows to what holds their key."""
        names = ", ".join(f'"{hop}"' for hop in dict.fromkeys(self.hops))
        return f".select_related({names})" if names else ""


def grouped_by(scene: Scene, rows: Rows, model: Any) -> Grouped | None:
    """Return the query of *scene* for all rows; None where its keys cannot be told."""
    varying = varying_of(scene)
    if not varying or has_other_variation(scene):
        return None
    reached = [reached_by(model, condition.field) for condition in varying]
    if not all(_is_held(each) for each in reached):
        return None  # rows found through another table do not hold the key
    links = []
    conditions = {c.field for c in varying}
    keys = []
    for condition in varying:
        listed = rows.list_of(condition.value)
        if listed is None:
            return None
        keys.append(f"{condition.field}__in={listed}")
    chosen = [link for link in scene.chain.links if link.name in ("filter", "get")]
    others = [argument for link in chosen for argument in link.arguments]
    constant = [
        f"{name}={value}" if name is not None else f"**{value}"
        for link in chosen
        for name, value in link.keywords
        if name not in conditions
    ]
    given = ", ".join([*others, *keys, *constant])
    filtering = f".filter({given})"
    for link in scene.chain.links:
        if link.name in ("filter", "get"):
            continue
        if link.name in ONE_ROW or link.name in _NOTHING_MORE or link.name in _ENDS:
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
        tuple(each.path for each in reached if each is not None and each.path),
    )


def _is_held(reached: Reached | None) -> bool:
    """Say whether a found row holds the value itself, or one row that it points to."""
    field = None if reached is None else reached.field
    is_link = getattr(field, "many_to_many", False)
    return bool(getattr(field, "concrete", False) and not is_link)


def varying_of(scene: Scene) -> list[Condition]:
    """Return the conditions whose values differ from round to round."""
    return [c for c in scene.chain.conditions() if scene.varies(c.value)]


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
    reached = reached_by(model, condition.field)
    assert reached is not None
    path = reached.path.replace("__", ".")
    name = reached.name if reached.name == "pk" else reached.field.attname
    return "{row}." + (f"{path}." if path else "") + name


def key_of(model: Any, condition: Condition) -> str:
    """Return the key as a plain value: `book.pk` where the filter takes `book`."""
    reached = reached_by(model, condition.field)
    if reached is None or not reached.field.is_relation:
        return condition.value
    field = reached.field
    if reached.name == field.attname:
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
