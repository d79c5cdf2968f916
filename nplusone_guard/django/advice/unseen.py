"""Numbers asked for where no Python stands: a template's `{{ book.reviews.count }}`."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import spelled_name
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.eager import load_eagerly
from nplusone_guard.django.advice.models import is_plain, model_of, query_name
from nplusone_guard.django.advice.siblings import change_origin
from nplusone_guard.django.querysets import with_call

__all__ = ["annotate_origin"]


def annotate_origin(diagnosis: Diagnosis, model: Any) -> Advice | None:
    """Annotate the query of rows that a template counts for: it can pass no filter."""
    relation, origin = diagnosis.relation, diagnosis.origin
    owner = model_of(diagnosis.finding.candidate.evidence.entry, "owner")
    if relation is None or model is None or origin is None or owner is None:
        return None
    is_counted = diagnosis.finding.candidate.operation == "count"
    is_own = origin.kind == "query" and len(diagnosis.relations) == 1
    if not (is_counted and is_own and is_plain(model) and origin.span.expression):
        return load_eagerly(diagnosis)
    name = f"{relation.name.removesuffix('_set')}_count"
    edits = Edits()
    count = spelled_name(edits, origin.span.file, "django.db.models", "Count")
    path = query_name(owner, relation.name)
    call = f'.annotate({name}={count}("{path}", distinct=True))'
    if not change_origin(edits, diagnosis, with_call(origin.span.expression, call)):
        return load_eagerly(diagnosis)
    # A template's tag or a serializer's source says `tasks.count`, Jinja `tasks.count()`.
    asked = rf"{relation.name}\.count(?:\(\))?"
    edits.reword_text(diagnosis.finding.candidate.evidence.blame, asked, name)
    text = f"Let the query of the rows count for all of them, and read .{name} instead."
    return told("annotate", edits, text)
