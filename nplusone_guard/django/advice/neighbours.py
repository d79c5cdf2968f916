"""Neighbours: the next or previous row by date, found for all rows by a subquery."""

from __future__ import annotations

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import snake, spelled_model, spelled_name
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.told import direction, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.models import manager_of, model_of
from nplusone_guard.django.advice.scene import scene_of
from nplusone_guard.django.advice.siblings import change_origin
from nplusone_guard.django.querysets import with_call

__all__ = ["find_neighbours"]

_MODELS = "django.db.models"


def find_neighbours(diagnosis: Diagnosis) -> Advice:
    """A Subquery for the neighbour's key, and one in_bulk() for the neighbours."""
    entry = diagnosis.finding.candidate.evidence.entry
    scene, model, origin = scene_of(diagnosis), model_of(entry), diagnosis.origin
    field = "" if entry is None else entry.fact("field")
    way = "previous" if entry is None else entry.fact("way")
    if scene is None or model is None or not field or scene.loop is None:
        return _direction(diagnosis)
    edits = Edits(lenders=scene.asked.lenders)
    can_edit = (
        scene.is_inside
        and scene.loop.iterable is not None
        and scene.is_row(scene.chain.base)
        and origin is not None
        and origin.kind == "query"
    )
    if not can_edit or origin is None:
        return _direction(diagnosis)
    row = scene.chain.base
    rows_of_all = f"{spelled_model(edits, origin.span.file, model)}.{manager_of(model)}"
    found = _subquery(edits, origin.span.file, rows_of_all, field, way)
    call = f".annotate({way}_pk={found})"
    if not change_origin(
        edits, diagnosis, with_call(origin.span.expression or "", call)
    ):
        return _direction(diagnosis)
    rows = Rows(scene, scene.loop, edits)
    listed = rows.list_of(f"{row}.{way}_pk")
    if listed is None or rows.head:
        return _direction(diagnosis)
    neighbours = rows.name(f"{way}_{snake(model.__name__)}s", "neighbours")
    rows.write(f"{neighbours} = {rows_of_all}.in_bulk({listed})")
    scene.put(edits, f"{neighbours}[{row}.{way}_pk]")
    return told(
        "annotate",
        edits,
        f"get_{way}_by_{field}() asks for one row whatever is loaded. A Subquery finds "
        "all neighbours' keys with the rows, in_bulk() the neighbours themselves.",
        alternative=_in_python(field),
    )


def _subquery(edits: Edits, file: str, rows: str, field: str, way: str) -> str:
    """Return the expression for the key of each row's neighbour among *rows*."""
    outer = spelled_name(edits, file, _MODELS, "OuterRef")
    q = spelled_name(edits, file, _MODELS, "Q")
    subquery = spelled_name(edits, file, _MODELS, "Subquery")
    sign, op = ("", "gt") if way == "next" else ("-", "lt")
    condition = (
        f'{q}({field}__{op}={outer}("{field}")) | '
        f'{q}({field}={outer}("{field}"), pk__{op}={outer}("pk"))'
    )
    ordered = f'.order_by("{sign}{field}", "{sign}pk").values("pk")[:1]'
    return f"{subquery}({rows}.filter({condition}){ordered})"


def _in_python(field: str) -> str:
    return (
        f"Where the loop has all rows, sort them by {field} and go over them in pairs: "
        "zip(rows, rows[1:])."
    )


def _direction(diagnosis: Diagnosis) -> Advice:
    entry = diagnosis.finding.candidate.evidence.entry
    field = "" if entry is None else entry.fact("field")
    sorting = (
        f'rows = list(rows.order_by("{field}"))\n' if field else "rows = list(rows)\n"
    )
    return direction(
        diagnosis,
        "annotate",
        "Neighbours are asked for one by one whatever is loaded: sort the rows once and "
        "go over them in pairs, or annotate the neighbour's key with a Subquery.",
        f"{sorting}for before, row in zip(rows, rows[1:]):\n    ...",
    )
