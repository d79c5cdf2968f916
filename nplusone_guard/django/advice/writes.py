"""Writing together: which bulk method does what a loop does row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.creates import create_together
from nplusone_guard.django.advice.deletes import delete_together
from nplusone_guard.django.advice.links import FROM_BEHIND, link_together
from nplusone_guard.django.advice.models import manager_of, model_of
from nplusone_guard.django.advice.scene import Scene, inlined_scene, scene_of
from nplusone_guard.django.advice.serializers import save_together_of
from nplusone_guard.django.advice.subjects import asked_of_model, subject_of
from nplusone_guard.django.advice.updates import (
    SAVED_ONCE,
    save_together,
    update_together,
)
from nplusone_guard.django.advice.upserts import upsert_together

__all__ = ["write_together"]

# Advice after which the rows still go through the model's own method.
_AS_BEFORE = (FROM_BEHIND, SAVED_ONCE)
_ADVISORS = {
    "insert": create_together,
    "delete": delete_together,
    "add": link_together,
    "update": update_together,
    "upsert": upsert_together,
}


def write_together(diagnosis: Diagnosis) -> Advice:
    """bulk_create, bulk_update, one filter(...) for all, or the through table."""
    candidate = diagnosis.finding.candidate
    operation = candidate.operation
    scene = scene_of(diagnosis)
    model = model_of(candidate.evidence.entry)
    advice = save_together_of(diagnosis, model)
    if advice is not None:
        return advice
    scene = None if scene is None else inlined_scene(scene)
    if scene is not None and model is not None and _is_spelled(scene, operation):
        if operation == "save":
            is_new = candidate.shape.statement == "INSERT"
            advise = create_together if is_new else save_together
        else:
            scene = _of_model(scene, model, operation)
            advise = _ADVISORS[operation]
        advice = advise(scene, model)
    besides = candidate.evidence.entry and candidate.evidence.entry.fact("besides")
    advice = advice or _direction(diagnosis)
    if besides and model is not None and not advice.text.startswith(_AS_BEFORE):
        return _only_where_it_may(advice, model, besides)
    return advice


def _only_where_it_may(advice: Advice, model: Any, besides: str) -> Advice:
    """Turn *advice* into a direction: what happens besides may be what matters."""
    text = (
        f"{advice.text} But {model.__name__} has {besides}, which this leaves out: write "
        "it so only where that may be, or do the same work for all rows yourself."
    )
    other = (
        "Where each row has to go through it: keep the loop, in one "
        "transaction.atomic(), so that at least it commits once."
    )
    return replace(advice, text=text, certainty="unsure", alternative=other, patch="")


def _of_model(scene: Scene, model: Any, operation: str) -> Scene:
    """Read `book.reviews.update(...)` as an update of the reviews of that book."""
    if operation not in ("update", "delete"):
        return scene
    subject = subject_of(scene.diagnosis, scene, model)
    relation = scene.diagnosis.relation
    if relation is None or relation.direction != "reverse" or subject is None:
        return scene
    return asked_of_model(scene, subject)


def _is_spelled(scene: Scene, operation: str) -> bool:
    """Say whether the advisor of *operation* knows the loop's way of waiting."""
    return not scene.is_async or operation in ("save", "insert")


def _direction(diagnosis: Diagnosis) -> Advice:
    code = _bulk_call(diagnosis)
    return direction(
        diagnosis,
        "bulk-write",
        "Collect the rows in the loop and write them with one statement behind it: "
        f"{code}. Bulk methods call no save() and send no signals.",
        code,
    )


def _bulk_call(diagnosis: Diagnosis) -> str:
    candidate = diagnosis.finding.candidate
    entry, relation = candidate.evidence.entry, candidate.relation
    owner, model = model_of(entry, "owner"), model_of(entry)
    if candidate.operation == "add" and relation is not None and owner is not None:
        return f"{owner.__name__}.{relation.name}.through.objects.bulk_create(links)"
    name = f"{model.__name__}.{manager_of(model)}" if model is not None else "objects"
    return {
        "INSERT": f"{name}.bulk_create(new_rows)",
        "UPDATE": f"{name}.bulk_update(changed_rows, [...])",
        "DELETE": f"{name}.filter(pk__in=keys).delete()",
    }.get(candidate.shape.statement, f"{name}.bulk_create(new_rows)")
