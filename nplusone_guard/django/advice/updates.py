"""Updating together: bulk_update(), or one update() for all keys."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.answers import answered, is_added_up
from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import plural, snake, spelled_model
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import parsed, source_of
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.chains import Condition
from nplusone_guard.django.advice.creates import BULK_NOTE
from nplusone_guard.django.advice.found_rows import set_on_found_rows
from nplusone_guard.django.advice.models import field_of, manager_of
from nplusone_guard.django.advice.scene import Scene

__all__ = ["SAVED_ONCE", "save_together", "update_together"]

SAVED_ONCE = "It is one and the same row each time: save it once, behind the loop."


def save_together(scene: Scene, model: Any) -> Advice | None:
    """bulk_update() with the fields that the loop sets."""
    gathering = Gathering.of(scene)
    row = scene.chain.base
    if gathering is None or not gathering.is_alone or scene.chain.last != "save":
        return None
    if row.isidentifier() and gathering.is_each_round and not scene.varies(row):
        gathering.remove()
        gathering.afterwards(source_of(gathering.statement))
        return told("bulk-write", gathering.edits, SAVED_ONCE)
    fields = _update_fields(scene) or _fields_set(gathering, row, model)
    if not fields:
        return None
    edits = gathering.edits
    objects = f"{spelled_model(edits, gathering.file, model)}.{manager_of(model)}"
    name = _all_rows(gathering, row)
    if name:
        gathering.remove()
    else:
        name = gathering.name(f"changed_{plural(snake(model.__name__))}", "changed")
        name = _collected(gathering, name, row)
    listed = ", ".join(f'"{field}"' for field in fields)
    gathering.afterwards(gathering.bulk(objects, "bulk_update", f"{name}, [{listed}]"))
    return told(
        "bulk-write",
        edits,
        f"Change the objects in the loop and write them behind it. {BULK_NOTE}"
        f"{_note_of(model)}",
    )


def _collected(gathering: Gathering, name: str, row: str) -> str:
    """Collect the changed rows, and return the expression that gives all of them."""
    if row.isidentifier():
        gathering.collect(name, row)
        return name
    # Several rows of the loop may lead to the same one: its last state is what counts.
    gathering.exchange([f"{name} = {{}}"], [f"{name}[{row}.pk] = {row}"])
    return f"{name}.values()"


def update_together(scene: Scene, model: Any) -> Advice | None:
    """One update() for all keys where the values are the same, else bulk_update()."""
    gathering = Gathering.of(scene)
    if gathering is None or scene.chain.last != "update" or not is_added_up(gathering):
        return None
    link = scene.chain.links[-1]
    varying = [
        c for c in scene.chain.upto("update").conditions() if scene.varies(c.value)
    ]
    if len(varying) != 1 or link.arguments:
        return None
    values = {name: value for name, value in link.keywords if name is not None}
    if not any(scene.varies(value) for value in values.values()):
        return _same_for_all(gathering, scene, varying[0], link.text)
    return _one_for_each(gathering, scene, model, varying[0], values)


def _same_for_all(
    gathering: Gathering, scene: Scene, key: Condition, update: str
) -> Advice | None:
    objects = scene.chain.base
    if gathering.is_whole_body and scene.loop is not None and scene.loop.iterable:
        rows = Rows(scene, scene.loop, gathering.edits)
        is_lasting = rows.iterable.isidentifier()
        listed = rows.list_of(key.value) if is_lasting else None
        if listed is not None:
            call = f"{objects}.filter({key.field}__in={listed}){update}"
            gathering.instead_of_loop(answered(gathering, call))
            text = (
                "The values are the same for all rows: update them with one statement."
            )
            return told("bulk-write", gathering.edits, text, certainty="certain")
    name = gathering.name("changed_keys", "keys")
    gathering.collect(name, key.value)
    call = f"{objects}.filter({key.field}__in={name}){update}"
    gathering.afterwards(answered(gathering, call))
    text = "The values are the same for all rows: collect the keys and update once."
    return told("bulk-write", gathering.edits, text)


def _one_for_each(
    gathering: Gathering,
    scene: Scene,
    model: Any,
    key: Condition,
    values: dict[str, str],
) -> Advice | None:
    edits = gathering.edits
    field = field_of(model, key.field)
    objects = scene.chain.base
    name = gathering.name(f"changed_{plural(snake(model.__name__))}", "changed")
    given = ", ".join(f"{n}={v}" for n, v in values.items())
    if field is not None and field.primary_key:
        model_name = spelled_model(edits, gathering.file, model)
        gathering.collect(name, f"{model_name}(pk={key.value}, {given})")
    else:
        sets = [f"{n} = {v}" for n, v in values.items()]
        if not set_on_found_rows(gathering, scene, model, (name, *sets)):
            return None
    listed = ", ".join(f'"{n}"' for n in values)
    call = gathering.bulk(objects, "bulk_update", f"{name}, [{listed}]")
    gathering.afterwards(answered(gathering, call))
    return told(
        "bulk-write",
        edits,
        "Collect what each row is to become and write all rows with one statement.",
    )


def _all_rows(gathering: Gathering, row: str) -> str:
    """Return the variable with all rows, where the loop saves every one of them."""
    loop = gathering.loop
    if not gathering.is_each_round or loop.iterable is None:
        return ""
    node = loop.iterable.node
    if isinstance(node, ast.Name) and loop.target == row:
        return node.id
    is_counted = (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "enumerate"
        and isinstance(node.args[0], ast.Name)
        and loop.target.endswith(f", {row}")
    )
    return node.args[0].id if is_counted else ""  # type: ignore[attr-defined]


def _update_fields(scene: Scene) -> list[str]:
    for name, value in scene.chain.links[-1].keywords:
        node = parsed(value)
        if name == "update_fields" and isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [str(e.value) for e in node.elts if isinstance(e, ast.Constant)]
    return []


def _fields_set(gathering: Gathering, row: str, model: Any) -> list[str]:
    found: dict[str, None] = {}
    helper = ast.parse("\n".join(gathering.scene.asked.before))
    for node in (*ast.walk(gathering.loop.site.node), *ast.walk(helper)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                is_set = isinstance(part, ast.Attribute) and isinstance(
                    part.ctx, ast.Store
                )
                if is_set and ast.unparse(part.value) == row:  # type: ignore[attr-defined]
                    field = field_of(model, part.attr)  # type: ignore[attr-defined]
                    if field is not None:
                        found[field.name] = None
    return list(found)


def _note_of(model: Any) -> str:
    stamps = [
        f.name for f in model._meta.concrete_fields if getattr(f, "auto_now", False)
    ]
    return (
        f" Set {', '.join(stamps)} yourself: auto_now needs save()." if stamps else ""
    )
