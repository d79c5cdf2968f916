"""Upserting together: all existing rows read at once, all rows written at once."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.looping import unrolled
from nplusone_guard.advise.editing.names import plural, snake, spelled_model
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import parsed, segment
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.chains import Condition
from nplusone_guard.django.advice.creates import bulk_note
from nplusone_guard.django.advice.grouping import key_of
from nplusone_guard.django.advice.models import attribute_of, field_of, is_unique
from nplusone_guard.django.advice.scene import Scene

__all__ = ["upsert_together"]


def upsert_together(scene: Scene, model: Any) -> Advice | None:
    """bulk_create() of what is missing, with update_conflicts for what is there."""
    gathering = Gathering.of(scene)
    if gathering is None or scene.loop is None or scene.loop.iterable is None:
        return None
    keys, defaults = _given(scene)
    if len(keys) != 1 or defaults is None or not scene.varies(keys[0][1]):
        return None
    if scene.chain.last == "get_or_create":
        return _got(gathering, scene, model, keys[0], defaults)
    if scene.chain.last == "update_or_create" and gathering.is_alone:
        return _updated(gathering, scene, model, keys[0], defaults)
    return None


Pair = tuple[str, str]


def _given(scene: Scene) -> tuple[list[Pair], list[Pair] | None]:
    """Return what is looked for, and what a new or changed row gets besides."""
    keys: list[Pair] = []
    defaults: list[Pair] | None = []
    for name, value in scene.chain.links[-1].keywords:
        if name == "defaults":
            defaults = _pairs(value)
        elif name is None or name == "create_defaults" or "__" in name:
            return [], None
        else:
            keys.append((name, value))
    return keys, defaults


def _pairs(text: str) -> list[Pair] | None:
    node = parsed(text)
    if not isinstance(node, ast.Dict):
        return None
    found: list[Pair] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant):
            return None
        found.append((str(key.value), segment(text, value)))
    return found


def _found(
    gathering: Gathering, scene: Scene, model: Any, key: Pair
) -> tuple[Rows, str, str] | None:
    """Return the rows, the name of the dict of existing ones and its line."""
    assert scene.loop is not None
    rows = Rows(scene, scene.loop, gathering.edits)
    listed = rows.list_of(key[1])
    if listed is None:
        return None
    row = rows.name(f"found_{snake(model.__name__)}", "found_row")
    name = rows.name(
        plural(snake(model.__name__)), f"{snake(model.__name__)}_by_{key[0]}"
    )
    base, held = scene.chain.base, attribute_of(model, key[0])
    field = field_of(model, key[0])
    if is_unique(model, key[0]) and not field.is_relation:
        by = "" if field.primary_key else f', field_name="{key[0]}"'
        return rows, name, f"{name} = {base}.in_bulk({listed}{by})"
    query = f"{base}.filter({key[0]}__in={listed})"
    return rows, name, f"{name} = {{{row}.{held}: {row} for {row} in {query}}}"


def _got(
    gathering: Gathering, scene: Scene, model: Any, key: Pair, defaults: list[Pair]
) -> Advice | None:
    found = _found(gathering, scene, model, key)
    target = gathering.assigned_to
    if found is None or not (target or gathering.is_alone):
        return None
    rows, name, line = found
    edits = gathering.edits
    model_name = spelled_model(edits, gathering.file, model)
    look = key_of(model, Condition(*key))
    given = ", ".join(f"{n}={v}" for n, v in [key, *defaults])
    made = unrolled(rows.loop, f"{model_name}({given})")
    known = unrolled(rows.loop, look)
    if made is None or known is None:
        return None
    new = rows.name(f"new_{plural(snake(model.__name__))}", "new_rows")
    rows.write(
        line,
        f"{new} = {{{known}: {made} {rows.clauses()} if {known} not in {name}}}",
        f"{scene.chain.base}.bulk_create({new}.values())",
        *([f"{name} |= {new}"] if target else []),
    )
    if target:
        edits.exchange(gathering.statement, f"{target} = {name}[{look}]")
    else:
        gathering.remove()
    dialect = scene.diagnosis.finding.candidate.dialect
    no_key = " On MySQL the new objects have no key: read them again."
    return told(
        "bulk-write",
        edits,
        "Read the rows that exist with one query and insert the missing ones with "
        f"another.{no_key if dialect in ('mysql', 'mariadb') else ''} {bulk_note(model)}",
    )


def _updated(
    gathering: Gathering, scene: Scene, model: Any, key: Pair, defaults: list[Pair]
) -> Advice | None:
    found = _found(gathering, scene, model, key)
    if found is None or not defaults:
        return None
    rows, name, line = found
    edits = gathering.edits
    base, model_name = (
        snake(model.__name__),
        spelled_model(edits, gathering.file, model),
    )
    row = rows.name(base, f"{base}_row") if not scene.is_row(base) else f"{base}_row"
    changed = rows.name(f"changed_{plural(base)}", "changed_rows")
    rows.write(line, f"{changed} = []")
    edits.exchange(
        gathering.statement,
        f"{row} = {name}.get({key[1]}) or {model_name}({key[0]}={key[1]})",
        *(f"{row}.{n} = {v}" for n, v in defaults),
        f"{changed}.append({row})",
    )
    fields = ", ".join(f'"{n}"' for n, _ in defaults)
    if not is_unique(model, key[0]):
        gathering.afterwards(
            f"{scene.chain.base}.bulk_create([r for r in {changed} if r.pk is None])",
            f"{scene.chain.base}.bulk_update("
            f"[r for r in {changed} if r.pk is not None], [{fields}])",
        )
        text = (
            "Read the rows that exist with one query, then insert and update together."
        )
        return told("bulk-write", edits, f"{text} {bulk_note(model)}")
    dialect = scene.diagnosis.finding.candidate.dialect
    unique = "" if dialect in ("mysql", "mariadb") else f'unique_fields=["{key[0]}"], '
    gathering.afterwards(
        f"{scene.chain.base}.bulk_create({changed}, update_conflicts=True, "
        f"{unique}update_fields=[{fields}])"
    )
    return told(
        "bulk-write",
        edits,
        "Read the rows that exist with one query and write all with one upsert. The "
        f"first query fills the columns that are not set here. {bulk_note(model)}",
    )
