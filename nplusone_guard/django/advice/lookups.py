"""Looking up together: the rows that a loop gets one by one, in one query before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.given import is_given_as_text
from nplusone_guard.django.advice.grouping import (
    ONE_ROW,
    Grouped,
    grouped_by,
    has_other_variation,
    last_wins,
    varying_of,
)
from nplusone_guard.django.advice.looking import (
    is_plain_values,
    looked_up,
    values_by_key,
)
from nplusone_guard.django.advice.models import (
    field_of,
    manager_of,
    model_of,
)
from nplusone_guard.django.advice.parts import prefetch_part
from nplusone_guard.django.advice.scene import Scene, handed_scene, scene_of
from nplusone_guard.django.advice.sketches import sketch_of_rows
from nplusone_guard.django.advice.subjects import asked_of_row
from nplusone_guard.django.advice.uses import as_list

__all__ = ["fetch_together"]


def fetch_together(diagnosis: Diagnosis) -> Advice:
    """in_bulk() or `filter(key__in=...)` before the loop, and a look-up inside."""
    scene = scene_of(diagnosis)
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    given = asked_of_row(scene, model) if model and scene and scene.given else None
    if given is not None:
        return prefetch_part(replace(diagnosis, relations=(given[1],)), given[0])
    if scene is None or scene.loop is None or scene.loop.iterable is None or not model:
        return _direction(diagnosis, model, scene)
    handed = handed_scene(scene)
    if not scene.is_inside and handed is None:
        return _direction(diagnosis, model, scene)
    scene = handed or scene
    assert scene.loop is not None
    edits = Edits(lenders=scene.asked.lenders)
    rows = Rows(scene, scene.loop, edits)
    values = scene.chain.link("values_list", "values")
    if values is None and len(varying_of(scene)) == 1 and scene.chain.last == "get":
        advice = _in_bulk(scene, rows, model)
        if advice is not None:
            return advice
    found = grouped_by(scene, rows, model)
    if found is None or (values is not None and not is_plain_values(scene.chain)):
        return _direction(diagnosis, model, scene)
    if values is not None:
        return values_by_key(scene, rows, model, found)
    if scene.chain.last in ONE_ROW:
        return _one_each(scene, rows, model, found)
    return _many_each(scene, rows, model, found)


def _in_bulk(scene: Scene, rows: Rows, model: Any) -> Advice | None:
    condition = varying_of(scene)[0]
    field = field_of(model, condition.field)
    is_key = condition.field == "pk" or bool(field is not None and field.primary_key)
    if field is None or field.is_relation or not (is_key or field.unique):
        return None
    if has_other_variation(scene):
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
    if is_given_as_text(scene, field):
        rows.write(*_by_text(scene, rows, model, (name, field.name, listed, query)))
        look = f"{name}[str({condition.value})]"
        return looked_up(scene, rows, look, "one query for all keys")
    call = _awaited(scene, f"{query}.in_bulk({listed}{by})", "in_bulk")
    rows.write(f"{name} = {call}")
    return looked_up(scene, rows, f"{name}[{condition.value}]", "one in_bulk()")


def _by_text(
    scene: Scene, rows: Rows, model: Any, parts: tuple[str, str, str, str]
) -> tuple[str, ...]:
    """Write a dict whose keys are text, as what is looked up may be."""
    name, field, listed, query = parts
    row = rows.name(f"found_{snake(model.__name__)}")
    word = "async for" if scene.is_async else "for"
    found = f"{query}.filter({field}__in={listed})"
    return (f"{name} = {{str({row}.{field}): {row} {word} {row} in {found}}}",)


def _one_each(scene: Scene, rows: Rows, model: Any, found: Grouped) -> Advice:
    row = (
        rows.name(f"found_{snake(model.__name__)}")
        if scene.is_row(snake(model.__name__))
        else rows.name(snake(model.__name__), f"found_{snake(model.__name__)}")
    )
    by = "_and_".join(c.field for c in found.keys)
    name = rows.name(
        f"{snake(model.__name__)}_by_{by}", f"{snake(model.__name__)}_by_key"
    )
    query = found.rows.text() + found.joined + last_wins(scene.chain, model, found)
    word = "async for" if scene.is_async else "for"
    held = found.held.replace("{row}", row)
    rows.write(f"{name} = {{{held}: {row} {word} {row} in {query}}}")
    is_get = scene.chain.last in ("get", "latest", "earliest")
    look = f"{name}[{found.look}]" if is_get else f"{name}.get({found.look})"
    return looked_up(scene, rows, look, "one query for all keys")


def _many_each(scene: Scene, rows: Rows, model: Any, found: Grouped) -> Advice:
    if not as_list(rows.edits, scene):
        return _direction(scene.diagnosis, model, scene)
    base = snake(model.__name__)
    row = rows.name(base, f"found_{base}")
    name = rows.name(f"{plural(base)}_by_{'_and_'.join(c.field for c in found.keys)}")
    held = found.held.replace("{row}", row)
    word = "async for" if scene.is_async else "for"
    rows.write(
        f"{name} = {{}}",
        f"{word} {row} in {found.rows.text()}{found.joined}:",
        f"    {name}.setdefault({held}, []).append({row})",
    )
    cut = "".join(link.text for link in scene.chain.links if link.name == "")
    return looked_up(
        scene, rows, f"{name}.get({found.look}, []){cut}", "one query for all keys"
    )


def _awaited(scene: Scene, call: str, method: str) -> str:
    if not scene.is_async:
        return call
    head, _, tail = call.rpartition(f".{method}(")
    return f"await {head}.a{method}({tail}"


def _direction(diagnosis: Diagnosis, model: Any, scene: Scene | None = None) -> Advice:
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
            diagnosis,
            "fetch-together",
            "Fetch all rows before the loop with one query.",
        )
    name, objects = model.__name__, manager_of(model)
    return direction(
        diagnosis,
        "fetch-together",
        f"Collect the keys before the loop, ask once with {name}.{objects}.in_bulk(keys) "
        f"or {name}.{objects}.filter(...__in=keys), and look up inside it.",
        sketch_of_rows(scene, model),
    )
