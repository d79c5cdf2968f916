"""Parts of a collection: a Prefetch for what a loop wants of each row's relation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.looping import is_within
from nplusone_guard.advise.editing.names import spelled_model, spelled_name
from nplusone_guard.advise.editing.told import at, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain
from nplusone_guard.django.advice.eager import load_eagerly, path_of
from nplusone_guard.django.advice.models import manager_of, model_of
from nplusone_guard.django.advice.part_names import attribute_for
from nplusone_guard.django.advice.reach import out_of_reach
from nplusone_guard.django.advice.scene import Scene, scene_of
from nplusone_guard.django.advice.shown import prefetch_shown
from nplusone_guard.django.advice.siblings import change_origin
from nplusone_guard.django.advice.uses import as_list
from nplusone_guard.django.advice.wanted import ONE_OF, look_for, queryset_for
from nplusone_guard.django.querysets import with_prefetch_of

__all__ = ["prefetch_part"]


def prefetch_part(diagnosis: Diagnosis, scene: Scene | None = None) -> Advice:
    """Prefetch(..., queryset=..., to_attr=...) and the attribute in the loop."""
    scene = scene or scene_of(diagnosis)
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    origin = diagnosis.origin
    relation = diagnosis.relation
    if scene is None or model is None or relation is None:
        shown = prefetch_shown(diagnosis, model)
        if shown is not None or model is None or not diagnosis.relations:
            return shown or load_eagerly(diagnosis)
        return _rough(diagnosis, model)
    if scene.chain.attribute != relation.name or origin is None:
        return _rough(diagnosis, model)
    there = site_at(origin.span)
    if there is not None and is_within(there, scene.asked.site):
        return _rough(
            replace(diagnosis, origin=None), model
        )  # that is no query of rows
    if any(scene.varies_in(link) for link in _wanted(scene.chain)):
        return _varying(diagnosis, scene)
    missing = out_of_reach(diagnosis, _wanted(scene.chain), scene.asked)
    if missing:
        return _elsewhere(diagnosis, scene, model, missing)
    edits = Edits(lenders=scene.asked.files)
    path, expression = path_of(diagnosis), origin.span.expression or ""
    file = origin.span.file
    wanted = queryset_for(scene.chain, model)
    if relation.direction == "generic":
        wanted = wanted.removesuffix("[:1]")  # Django cannot cut these for each row
    if not wanted:
        attribute, code = f"{relation.name}.all()", f'"{path}"'
    else:
        attribute = attribute_for(
            scene, relation.name, model_of(_entry(diagnosis), "owner")
        )
        prefetch = spelled_name(edits, file, "django.db.models", "Prefetch")
        name = spelled_model(edits, file, model)
        queryset = f"{name}.{manager_of(model)}{wanted}"
        code = f'{prefetch}("{path}", queryset={queryset}, to_attr="{attribute}")'

    def prefetching(text: str) -> str:
        return text if code in text else with_prefetch_of(text, path, code)

    new = prefetching(expression)
    look = look_for(scene.chain, f"{scene.chain.owner}.{attribute}", model)
    if not as_list(edits, scene) or not change_origin(
        edits, diagnosis, new, prefetching
    ):
        return _rough(diagnosis, model)
    if scene.is_inside:
        edits.include(statement_of(scene.loop.site))  # type: ignore[union-attr]
    scene.put(edits, look)
    return told(
        "prefetch",
        edits,
        _why(diagnosis, expression, path, attribute),
        certainty="certain" if origin.is_certain and scene.is_inside else "likely",
        alternative=_alternative(scene.chain, relation.name),
    )


def _entry(diagnosis: Diagnosis) -> Any:
    return diagnosis.finding.candidate.evidence.entry


def _wanted(chain: Chain) -> tuple[Any, ...]:
    return chain.without("all").links


def _why(diagnosis: Diagnosis, expression: str, path: str, attribute: str) -> str:
    place = at(diagnosis.origin.span) if diagnosis.origin is not None else "the query"
    said = f"Prefetch it at {place} and read .{attribute} in the loop."
    if re.search(rf"""prefetch_related\([^)]*['"]{re.escape(path)}['"]""", expression):
        return (
            f"The prefetch of {path} is defeated: any call but .all() asks the database "
            f"again. {said}"
        )
    return f"A filtered or ordered collection is queried anew for each row. {said}"


def _alternative(chain: Chain, accessor: str) -> str:
    if chain.last in ONE_OF:
        return (
            "Where one column of that row is enough, annotate(...=Subquery(...)) with "
            f"OuterRef needs no second query; where all of {accessor} are prefetched "
            "anyway, sort them in Python."
        )
    return f"Where all of {accessor} are prefetched anyway, filter and sort in Python."


def _varying(diagnosis: Diagnosis, scene: Scene) -> Advice:
    advice = load_eagerly(diagnosis)
    texts = [link.text for link in scene.chain.links if scene.varies_in(link)]
    return Advice(
        "prefetch",
        advice.code,
        f"{advice.text} What is asked differs from row to row ({', '.join(texts)}), so "
        "choose among the prefetched rows in Python.",
        place=advice.place,
        certainty="unsure",
        alternative="A Subquery or Exists with OuterRef can compare with the row's columns.",
    )


def _elsewhere(
    diagnosis: Diagnosis, scene: Scene, model: Any, missing: list[str]
) -> Advice:
    """Show the Prefetch that has to move to where its variables are."""
    path, origin = path_of(diagnosis), diagnosis.origin
    relation = diagnosis.relation.name if diagnosis.relation is not None else ""
    name = attribute_for(scene, relation, model_of(_entry(diagnosis), "owner"))
    rows = f"{model.__name__}.{manager_of(model)}{queryset_for(scene.chain, model)}"
    prefetch = f'Prefetch("{path}", queryset={rows}, to_attr="{name}")'
    return Advice(
        "prefetch",
        f".prefetch_related({prefetch})",
        "Prefetch them with the query of the rows, in a method that knows "
        f"{', '.join(missing)}, and read .{name} instead.",
        place=None if origin is None else origin.span,
        certainty="unsure",
        alternative=_alternative(scene.chain, relation),
    )


def _rough(diagnosis: Diagnosis, model: Any) -> Advice:
    """Show the Prefetch where the loop's own line cannot be edited."""
    advice = load_eagerly(diagnosis)
    path = path_of(diagnosis)
    origin = diagnosis.origin
    name = path.rpartition("__")[2]
    prefetch = (
        f'Prefetch("{path}", queryset={model.__name__}.{manager_of(model)}.all(), '
        f'to_attr="wanted_{name}")'
    )
    code = f".prefetch_related({prefetch})"
    if origin is not None and origin.span.expression:
        code = with_prefetch_of(origin.span.expression, path, prefetch)
    return Advice(
        "prefetch",
        code,
        f"{advice.text} Put the loop's own filter and order into the Prefetch's queryset "
        f"and read .wanted_{name} instead.",
        place=advice.place,
        certainty="unsure",
    )
