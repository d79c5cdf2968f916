"""Creating together: bulk_create() behind the loop."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from nplusone_guard.advise.editing.answers import list_kept_in
from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import plural, snake, spelled_model
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import parsed
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.dependents import Dependents
from nplusone_guard.django.advice.models import manager_of, model_of, reverse_name
from nplusone_guard.django.advice.scene import Scene

__all__ = ["BULK_NOTE", "create_together", "objects_of"]

BULK_NOTE = "Bulk methods call no save() and send no signals."


def create_together(scene: Scene, model: Any) -> Advice | None:
    """Collect the new objects and write them with one bulk_create()."""
    if any(parent is not None for parent in model._meta.parents.values()):
        return None  # bulk_create() cannot write several tables
    if scene.chain.last == "save":
        return _saved(scene, model)
    if scene.chain.last == "bulk_create":
        return _created_in_pieces(scene, model)
    if scene.chain.last != "create":
        return None
    edits = Edits()
    made = _made(edits, scene, model)
    if made is None:
        return None
    return _in_statement(scene, model, made) or _in_comprehension(scene, model, made)


def objects_of(edits: Edits, scene: Scene, file: str, model: Any) -> str:
    """Return `Book.objects`, as the loop's own file spells it."""
    if scene.chain.owner and scene.chain.base.endswith(".objects"):
        return scene.chain.base
    return f"{spelled_model(edits, file, model)}.{manager_of(model)}"


def _made(edits: Edits, scene: Scene, model: Any) -> str | None:
    """Return the constructor's call for what `create` is given."""
    link = scene.chain.links[-1]
    inside = link.text.partition("(")[2].rpartition(")")[0].strip()
    entry = scene.diagnosis.finding.candidate.evidence.entry
    if entry is not None and entry.fact("manager") == "related":
        owner = model_of(entry, "owner")
        back = reverse_name(owner, scene.chain.attribute) if owner is not None else ""
        relation = scene.diagnosis.finding.candidate.relation
        if not back or relation is None or relation.direction != "reverse":
            return None
        inside = ", ".join(
            part for part in (f"{back}={scene.chain.owner}", inside) if part
        )
        return f"{spelled_model(edits, scene.asked.site.file, model)}({inside})"
    base = scene.chain.base
    if link.arguments:
        # A serializer's `create` is given what a queryset's takes by name.
        if not base.endswith(".child") or len(link.arguments) > 1 or link.keywords:
            return None
        inside = f"**{inside}"
    name = scene.chain.owner if base.endswith(".objects") else ""
    return f"{name or spelled_model(edits, scene.asked.site.file, model)}({inside})"


def _in_statement(scene: Scene, model: Any, made: str) -> Advice | None:
    gathering = Gathering.of(scene)
    if gathering is None:
        return None
    edits, file = gathering.edits, gathering.file
    objects = objects_of(edits, scene, file, model)
    if not scene.chain.base.endswith(".objects"):
        spelled_model(edits, file, model)
    name = gathering.name(f"new_{plural(snake(model.__name__))}", "new_rows")
    variable = gathering.assigned_to
    kept = list_kept_in(gathering)
    dependents = Dependents(gathering, variable, model)
    if kept:
        name, variable = kept, kept
        edits.replace(scene.asked.site, made)
    elif variable and not dependents.are_known:
        return None
    elif variable:
        gathering.collect(name, variable, f"{variable} = {made}")
    elif gathering.is_alone:
        gathering.collect(name, made)
    else:
        return None
    call = gathering.bulk(objects, "bulk_create", name)
    gathering.afterwards(call, *dependents.collect())
    note = " The objects have no key until then." if variable else ""
    return told(
        "bulk-write",
        edits,
        f"Collect the objects and insert them with one statement.{note} {BULK_NOTE}",
    )


def _in_comprehension(scene: Scene, model: Any, made: str) -> Advice | None:
    if scene.loop is None or not scene.is_inside:
        return None
    node = scene.loop.site.node
    site = scene.asked.site
    if not isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        return None
    if scene.loop.site.below(node.elt).place() != site.place():
        return None
    edits = Edits()
    objects = objects_of(edits, scene, site.file, model)
    clauses = Rows(scene, scene.loop, edits).clauses()
    edits.replace(scene.loop.site, f"{objects}.bulk_create([{made} {clauses}])")
    edits.include(statement_of(scene.loop.site))
    text = f"Insert all objects with one statement. {BULK_NOTE}"
    certainty = "likely" if scene.chain.links[-1].arguments else "certain"
    return told("bulk-write", edits, text, certainty=certainty)


def _created_in_pieces(scene: Scene, model: Any) -> Advice | None:
    """Collect what bulk_create() is given in each round."""
    gathering = Gathering.of(scene)
    link = scene.chain.links[-1]
    if gathering is None or not gathering.is_alone or len(link.arguments) != 1:
        return None
    if scene.varies_in(replace(link, text=str(link.keywords))):
        return None
    name = gathering.name(f"new_{plural(snake(model.__name__))}", "new_rows")
    gathering.exchange([f"{name} = []"], [f"{name}.extend({link.arguments[0]})"])
    options = "".join(f", {key}={value}" for key, value in link.keywords)
    call = gathering.bulk(scene.chain.base, "bulk_create", f"{name}{options}")
    gathering.afterwards(call)
    text = "bulk_create() gets a single row each time: hand it all of them at once."
    return told("bulk-write", gathering.edits, text)


def _saved(scene: Scene, model: Any) -> Advice | None:
    """Collect what would have been saved."""
    gathering = Gathering.of(scene)
    row = scene.chain.base
    is_made = isinstance(parsed(row), ast.Call)  # `Tag(name=name).save()`
    if gathering is None or not gathering.is_alone:
        return None
    if not row.isidentifier() and not is_made:
        return None
    name = gathering.name(f"new_{plural(snake(model.__name__))}", "new_rows")
    objects = (
        f"{spelled_model(gathering.edits, gathering.file, model)}.{manager_of(model)}"
    )
    gathering.collect(name, row)
    gathering.afterwards(gathering.bulk(objects, "bulk_create", name))
    text = f"Collect the new objects and insert them with one statement. {BULK_NOTE}"
    return told("bulk-write", gathering.edits, text)
