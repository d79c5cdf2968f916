"""Looking up together: the rows that a loop gets one by one, in one query before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain, Condition
from nplusone_guard.django.advice.edits import Edits
from nplusone_guard.django.advice.models import (
    attribute_of,
    field_of,
    is_unique,
    manager_of,
    model_of,
)
from nplusone_guard.django.advice.names import plural, snake
from nplusone_guard.django.advice.rows import Rows
from nplusone_guard.django.advice.scene import Scene, scene_of
from nplusone_guard.django.advice.told import direction, told

__all__ = ["Grouped", "fetch_together", "grouped_by"]

_ONE = frozenset({"get", "first", "last", "latest", "earliest"})


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


def fetch_together(diagnosis: Diagnosis) -> Advice:
    """in_bulk() or `filter(key__in=...)` before the loop, and a look-up inside."""
    scene = scene_of(diagnosis)
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    if scene is None or scene.loop is None or scene.loop.iterable is None or not model:
        return _direction(diagnosis, model)
    edits = Edits()
    rows = Rows(scene, scene.loop, edits)
    values = scene.chain.link("values_list", "values")
    if values is None and len(_varying(scene)) == 1 and scene.chain.last == "get":
        advice = _in_bulk(scene, rows, model)
        if advice is not None:
            return advice
    found = grouped_by(scene, rows, model)
    if found is None or (values is not None and not _is_flat(scene.chain)):
        return _direction(diagnosis, model)
    if values is not None:
        return _of_values(scene, rows, found)
    if scene.chain.last in _ONE:
        return _one_each(scene, rows, model, found)
    return _many_each(scene, rows, model, found)


def grouped_by(scene: Scene, rows: Rows, model: Any) -> Grouped | None:
    """Return the query of *scene* for all rows; None where its keys cannot be told."""
    varying = _varying(scene)
    if not varying or _has_other_variation(scene):
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
        if link.name in _ONE or link.name in ("all", "") or link.name in _ENDS:
            continue
        links.append(link.text)
    text = scene.chain.base + filtering + "".join(links)
    held = [_held(model, condition) for condition in varying]
    look = [_look(model, condition) for condition in varying]
    return Grouped(
        Chain(text, ()),
        tuple(varying),
        look[0] if len(look) == 1 else f"({', '.join(look)})",
        held[0] if len(held) == 1 else f"({', '.join(held)})",
    )


_ENDS = frozenset(
    {"count", "exists", "aggregate", "values_list", "values", "iterator", "contains"}
)


def _varying(scene: Scene) -> list[Condition]:
    conditions = [c for c in scene.chain.conditions() if scene.varies(c.value)]
    usable = [c for c in conditions if _is_exact(c.field)]
    return usable if len(usable) == len(conditions) else []


def _is_exact(field: str) -> bool:
    return "__" not in field


def _has_other_variation(scene: Scene) -> bool:
    """Say whether something other than the keywords of a filter differs by row."""
    for link in scene.chain.links:
        if link.name not in ("filter", "get"):
            if scene.varies_in(link):
                return True
        elif any(scene.varies(text) for text in link.arguments):
            return True
        elif any(k is None and scene.varies(v) for k, v in link.keywords):
            return True
    return scene.varies(scene.chain.base)


def _held(model: Any, condition: Condition) -> str:
    return "{row}." + attribute_of(model, condition.field)


def _look(model: Any, condition: Condition) -> str:
    """Return the key as a plain value: `book.pk` where the filter takes `book`."""
    field = field_of(model, condition.field)
    if field is None or not field.is_relation or condition.field == field.attname:
        return condition.value
    if condition.value.endswith((".pk", ".id", "_id")):
        return condition.value
    target = field.target_field
    name = "pk" if target.primary_key else target.attname
    return f"{condition.value}.{name}"


def _in_bulk(scene: Scene, rows: Rows, model: Any) -> Advice | None:
    condition = _varying(scene)[0]
    field = field_of(model, condition.field)
    is_key = condition.field == "pk" or bool(field is not None and field.primary_key)
    if field is None or field.is_relation or not (is_key or field.unique):
        return None
    if _has_other_variation(scene):
        return None
    listed = rows.list_of(condition.value)
    if listed is None:
        return None
    name = rows.name(plural(snake(model.__name__)), f"{snake(model.__name__)}_by_key")
    constant = [
        f"{k}={v}"
        for link in scene.chain.links
        if link.name in ("filter", "get")
        for k, v in link.keywords
        if k != condition.field
    ]
    between = "".join(
        link.text
        for link in scene.chain.links
        if link.name not in ("filter", "get", "all", "order_by", "")
    )
    narrowed = f".filter({', '.join(constant)})" if constant else ""
    by = "" if is_key else f', field_name="{field.name}"'
    query = f"{scene.chain.base}{narrowed}{between}"
    call = _awaited(scene, f"{query}.in_bulk({listed}{by})", "in_bulk")
    rows.write(f"{name} = {call}")
    return _looked_up(scene, rows, f"{name}[{condition.value}]", "one in_bulk()")


def _one_each(scene: Scene, rows: Rows, model: Any, found: Grouped) -> Advice:
    row = rows.name(f"found_{snake(model.__name__)}") if scene.is_row(
        snake(model.__name__)
    ) else rows.name(snake(model.__name__), f"found_{snake(model.__name__)}")
    by = "_and_".join(c.field for c in found.keys)
    name = rows.name(f"{snake(model.__name__)}_by_{by}", f"{snake(model.__name__)}_by_key")
    query = found.rows.text() + _last_wins(scene.chain, model, found)
    word = "async for" if scene.is_async else "for"
    held = found.held.replace("{row}", row)
    rows.write(f"{name} = {{{held}: {row} {word} {row} in {query}}}")
    is_get = scene.chain.last in ("get", "latest", "earliest")
    look = f"{name}[{found.look}]" if is_get else f"{name}.get({found.look})"
    return _looked_up(scene, rows, look, "one query for all keys")


def _last_wins(chain: Chain, model: Any, found: Grouped) -> str:
    """Order the rows so that the wanted one of each key comes last."""
    if all(is_unique(model, condition.field) for condition in found.keys[:1]):
        return ""
    last, end = chain.last, chain.links[-1]
    if last == "get":
        return ""
    if last in ("latest", "earliest"):
        ordered = ", ".join(end.arguments)
        return f".order_by({ordered})" + (".reverse()" if last == "earliest" else "")
    is_ordered = chain.link("order_by") is not None or bool(model._meta.ordering)
    ordering = "" if is_ordered else '.order_by("pk")'
    return ordering + (".reverse()" if last == "first" else "")


def _many_each(scene: Scene, rows: Rows, model: Any, found: Grouped) -> Advice:
    base = snake(model.__name__)
    row = rows.name(base, f"found_{base}")
    name = rows.name(f"{plural(base)}_by_{'_and_'.join(c.field for c in found.keys)}")
    held = found.held.replace("{row}", row)
    word = "async for" if scene.is_async else "for"
    rows.write(
        f"{name} = {{}}",
        f"{word} {row} in {found.rows.text()}:",
        f"    {name}.setdefault({held}, []).append({row})",
    )
    cut = "".join(link.text for link in scene.chain.links if link.name == "")
    return _looked_up(
        scene, rows, f"{name}.get({found.look}, []){cut}", "one query for all keys"
    )


def _of_values(scene: Scene, rows: Rows, found: Grouped) -> Advice:
    link = scene.chain.link("values_list")
    assert link is not None
    field = link.arguments[0].strip("\"'")
    key = found.keys[0].field
    name = rows.name(f"{field}_by_{key}")
    query = f'{found.rows.text()}.values_list("{key}", {link.arguments[0]})'
    if scene.chain.last in _ONE:
        rows.write(f"{name} = dict({query})")
        is_get = scene.chain.last == "get"
        look = f"{name}[{found.look}]" if is_get else f"{name}.get({found.look})"
        return _looked_up(scene, rows, look, "one query for all keys")
    rows.write(
        f"{name} = {{}}",
        f"for key, value in {query}:",
        f"    {name}.setdefault(key, []).append(value)",
    )
    return _looked_up(scene, rows, f"{name}.get({found.look}, [])", "one query")


def _is_flat(chain: Chain) -> bool:
    link = chain.link("values_list")
    return bool(
        link is not None
        and len(link.arguments) == 1
        and ("flat", "True") in link.keywords
    )


def _looked_up(scene: Scene, rows: Rows, look: str, how: str) -> Advice:
    site: Site = scene.asked.site
    rows.edits.replace(site, look)
    before = "Ask once before the loop" if scene.is_inside else "Ask once, where the loop is"
    note = ""
    if scene.chain.last == "get":
        note = " A missing row is now a KeyError."
    is_sure = scene.is_inside and not scene.is_async
    return told(
        "fetch-together",
        rows.edits,
        f"{before}, with {how}, and look up inside it.{note}",
        certainty="certain" if is_sure else "likely",
    )


def _awaited(scene: Scene, call: str, method: str) -> str:
    if not scene.is_async:
        return call
    head, _, tail = call.rpartition(f".{method}(")
    return f"await {head}.a{method}({tail}"


def _direction(diagnosis: Diagnosis, model: Any) -> Advice:
    blame = diagnosis.finding.candidate.evidence.blame.expression or ""
    if model is None and blame.startswith("prefetch_related_objects("):
        rest = blame.partition(",")[2].strip()
        return direction(
            diagnosis,
            "prefetch",
            "Prefetch for all rows at once, before the loop, rather than for each.",
            f"prefetch_related_objects(list(rows), {rest}",
        )
    if model is None:
        return direction(
            diagnosis, "fetch-together", "Fetch all rows before the loop with one query."
        )
    name, objects = model.__name__, manager_of(model)
    return direction(
        diagnosis,
        "fetch-together",
        f"Collect the keys before the loop, ask once with {name}.{objects}.in_bulk(keys) "
        f"or {name}.{objects}.filter(...__in=keys), and look up inside it.",
        f"{plural(snake(name))} = {name}.{objects}.in_bulk(keys)",
    )
