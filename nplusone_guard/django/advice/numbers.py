"""Numbers together: counts, sums and yes-or-no questions as part of the rows' query."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import direction, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis, Origin
from nplusone_guard.django.advice.annotations import annotations_for
from nplusone_guard.django.advice.eager import load_eagerly
from nplusone_guard.django.advice.models import (
    is_plain,
    manager_of,
    model_of,
    query_name,
)
from nplusone_guard.django.advice.reach import is_looped_over, out_of_reach
from nplusone_guard.django.advice.scene import Scene, handed_scene, scene_of
from nplusone_guard.django.advice.siblings import change_origin
from nplusone_guard.django.advice.sketches import sketch_of_numbers
from nplusone_guard.django.advice.subjects import Subject, asked_of_model, subject_of
from nplusone_guard.django.advice.tallies import tally
from nplusone_guard.django.advice.unseen import annotate_origin
from nplusone_guard.django.class_origins import change_class
from nplusone_guard.django.narrowing import manager_touches
from nplusone_guard.django.querysets import with_call

__all__ = ["annotate"]


def annotate(diagnosis: Diagnosis, scene: Scene | None = None) -> Advice:
    """annotate() on the rows' query, or one grouped query where that cannot be."""
    scene = scene or scene_of(diagnosis)
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    if scene is None or model is None:
        return annotate_origin(diagnosis, model) or _direction(diagnosis)
    if scene.chain.last == "contains":
        return _contains(diagnosis, scene)
    handed = handed_scene(scene) if diagnosis.relation is None else None
    told_by = None if handed is None else tally(diagnosis, handed, model)
    if told_by is not None:
        return told_by
    subject = subject_of(diagnosis, scene, model)
    if subject is not None and is_plain(model):
        advice = _annotated(diagnosis, scene, subject)
        if advice is not None:
            return advice
    if subject is not None and diagnosis.relation is not None:
        if not subject.links and scene.chain.last in ("count", "exists"):
            return _prefetched(diagnosis, subject)
        scene = asked_of_model(scene, subject)
    if subject is None and diagnosis.relation is not None:
        return _further_on(diagnosis, scene) or _direction(diagnosis)
    return tally(diagnosis, scene, model) or _direction(diagnosis, scene, model)


def _further_on(diagnosis: Diagnosis, scene: Scene) -> Advice | None:
    """Prefetch what is counted behind another relation: counts then use what is there."""
    chain = scene.chain
    is_whole = chain.only("all", "count", "exists") and chain.last in (
        "count",
        "exists",
    )
    if not is_whole or chain.attribute != getattr(diagnosis.relation, "name", ""):
        return None
    return load_eagerly(diagnosis)


def _annotated(diagnosis: Diagnosis, scene: Scene, subject: Subject) -> Advice | None:
    origin = diagnosis.origin
    if origin is None or origin.span.expression is None or origin.kind == "call":
        return None
    if not _gives_rows(origin.span.expression) or any(
        map(scene.varies_in, subject.links)
    ):
        return None
    edits, file = Edits(lenders=scene.asked.files), origin.span.file
    whole = scene.asked.past_subscript()
    made = annotations_for(edits, file, scene.chain, subject, whole is not scene.asked)
    if made is None:
        return None
    annotations, look = made
    call = ".annotate(" + ", ".join(f"{n}={v}" for n, v in annotations.items()) + ")"
    ordered = call + _order(scene, subject, changed=call)
    changed = with_call(origin.span.expression, ordered)
    missing = out_of_reach(diagnosis, subject.links, scene.asked)
    if missing and is_looped_over(diagnosis, scene.loop) and scene.loop is not None:
        loops_over = scene.loop.iterable
        assert loops_over is not None
        edits.replace(loops_over, with_call(source_of(loops_over), call))
    elif missing:
        return _elsewhere(diagnosis, changed, missing)
    elif origin.kind == "class":
        if not change_class(edits, origin, ordered):
            return None
    elif not change_origin(edits, diagnosis, changed):
        return None
    if scene.is_inside and scene.loop is not None:
        edits.include(statement_of(scene.loop.site))
    exchanged = whole if len(annotations) == 1 else scene.asked
    replace(scene, asked=exchanged).put(edits, look)
    return told(
        "annotate",
        edits,
        "Let the query of the rows work it out for all of them and read the attribute.",
        certainty="certain" if _is_plain_to_see(origin, scene) else "likely",
        alternative=f'Where the rows themselves are needed too: prefetch_related("'
        f'{subject.accessor}") and len(), which ask nothing more.',
    )


def _is_plain_to_see(origin: Origin, scene: Scene) -> bool:
    return origin.is_certain and origin.kind == "query" and scene.is_inside


def _elsewhere(diagnosis: Diagnosis, code: str, missing: list[str]) -> Advice:
    """Show the annotation that has to move to where its variables are."""
    told_of = ", ".join(missing)
    text = f"Annotate the query of the rows, in a method that knows {told_of}."
    place = None if diagnosis.origin is None else diagnosis.origin.span
    return replace(direction(diagnosis, "annotate", text, code), place=place)


def _order(scene: Scene, subject: Subject, changed: str) -> str:
    """Keep the order that rows without one happen to have: grouping may change it."""
    origin = scene.diagnosis.origin
    text = "" if origin is None else origin.span.expression or ""
    is_ordered = ".order_by(" in text or bool(subject.owner._meta.ordering)
    if origin is not None and dict(origin.facts).get("arguments"):
        return ""  # the admin orders by itself, and by what its query says
    is_grouped = "Exists(" not in changed
    by_manager = "order_by" in manager_touches(subject.owner)
    return "" if is_ordered or by_manager or not is_grouped else '.order_by("pk")'


def _gives_rows(expression: str) -> bool:
    return ".values(" not in expression and ".values_list(" not in expression


def _prefetched(diagnosis: Diagnosis, subject: Subject) -> Advice:
    advice = load_eagerly(diagnosis)
    name = f"{subject.model.__name__}.{manager_of(subject.model)}"
    text = (
        f"{advice.text} .count() and .exists() then ask nothing more. An annotation would "
        f"count rows that {name} leaves out."
    )
    return replace(advice, text=text)


def _contains(diagnosis: Diagnosis, scene: Scene) -> Advice:
    link = scene.chain.links[-1]
    base = scene.chain.upto("contains").text()
    if scene.loop is None or scene.varies(base) or not link.arguments:
        return load_eagerly(diagnosis) if diagnosis.relation else _direction(diagnosis)
    edits = Edits(lenders=scene.asked.files)
    rows = Rows(scene, scene.loop, edits)
    name = rows.name("known_keys", "keys")
    rows.write(f'{name} = set({base}.values_list("pk", flat=True))')
    scene.put(edits, f"{link.arguments[0]}.pk in {name}")
    return told("annotate", edits, "Read the keys once and look them up in a set.")


def _direction(
    diagnosis: Diagnosis, scene: Scene | None = None, model: Any = None
) -> Advice:
    operation, origin = diagnosis.finding.candidate.operation, diagnosis.origin
    relation = diagnosis.relation
    if relation is None:
        code = "" if model is None else sketch_of_numbers(scene, model)
        text = (
            "Ask once before the loop for the numbers of all rows, grouped by key, or "
            "annotate the rows with a Subquery that refers to them with OuterRef."
        )
        return direction(diagnosis, "annotate", text, code)
    name, path, row = relation.name, *_paths(diagnosis)
    call = {
        "count": f'.annotate({name}_count=Count("{path}", distinct=True))',
        "exists": f'.annotate(has_{name}=Exists(rows.filter(...=OuterRef("{row}"))))',
    }.get(operation, f'.annotate(total=Sum("{path}__..."))')
    text = f"Annotate the rows of the loop with the number: {call}"
    if origin is None or origin.kind != "query" or not origin.span.expression:
        return direction(diagnosis, "annotate", text, call)
    code = with_call(origin.span.expression, call)
    return Advice("annotate", code, text, place=origin.span, certainty="unsure")


def _paths(diagnosis: Diagnosis) -> tuple[str, str]:
    """Return how a query of the loop's rows calls what is counted, and whose it is."""
    last = diagnosis.relations[-1]
    owner = model_of(diagnosis.finding.candidate.evidence.entry, "owner")
    name = last.name if owner is None else query_name(owner, last.name)
    hops = [relation.name for relation in diagnosis.relations[:-1]]
    return "__".join([*hops, name]), "__".join(hops) or "pk"
