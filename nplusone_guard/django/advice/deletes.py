"""Deleting together: one delete() for all rows or keys."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.answers import answered, is_added_up
from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import spelled_model
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.models import manager_of
from nplusone_guard.django.advice.scene import Scene

__all__ = ["delete_together"]


def delete_together(scene: Scene, model: Any) -> Advice | None:
    """filter(key__in=...).delete() in place of, or behind, the loop."""
    gathering = Gathering.of(scene)
    if gathering is None or scene.chain.last != "delete" or not is_added_up(gathering):
        return None
    entry = scene.diagnosis.finding.candidate.evidence.entry
    is_row = entry is not None and len(scene.chain.links) == 1
    if is_row and "." not in scene.chain.base:
        objects = f"{spelled_model(gathering.edits, gathering.file, model)}.{manager_of(model)}"
        field, value, others = "pk", f"{scene.chain.base}.pk", ""
    else:
        chain = scene.chain.upto("delete")
        varying = [c for c in chain.conditions() if scene.varies(c.value)]
        if len(varying) != 1 or not chain.only("filter", "all"):
            return None
        objects, field, value = chain.base, varying[0].field, varying[0].value
        rest = [c for c in chain.conditions() if c != varying[0]]
        others = "".join(f", {c.field}={c.value}" for c in rest)
    return _written(gathering, scene, (objects, field, value, others))


def _written(
    gathering: Gathering, scene: Scene, parts: tuple[str, str, str, str]
) -> Advice:
    objects, field, value, others = parts
    text = "Delete all rows with one statement. delete() of a queryset still sends the "
    text += (
        "signals of each row and follows cascades, but calls no delete() of the model."
    )
    if gathering.is_whole_body and scene.loop is not None and scene.loop.iterable:
        rows = Rows(scene, scene.loop, gathering.edits)
        listed = rows.list_of(value) if rows.iterable.isidentifier() else None
        if listed is not None:
            call = f"{objects}.filter({field}__in={listed}{others}).delete()"
            gathering.instead_of_loop(answered(gathering, call))
            return told("bulk-write", gathering.edits, text, certainty="certain")
    name = gathering.name("gone", "gone_keys")
    gathering.collect(name, value)
    call = f"{objects}.filter({field}__in={name}{others}).delete()"
    gathering.afterwards(answered(gathering, call))
    return told("bulk-write", gathering.edits, text)
