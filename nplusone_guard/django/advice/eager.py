"""Loading eagerly: a relation joined or prefetched by the query of the rows."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import django

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import at
from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.formsets import load_in_formset, without_instance
from nplusone_guard.django.advice.hops import with_right_hops
from nplusone_guard.django.advice.known_hops import with_known_hops
from nplusone_guard.django.advice.made_rows import (
    list_made_elsewhere,
    with_makers_query,
)
from nplusone_guard.django.advice.siblings import change_all, sibling_queries
from nplusone_guard.django.class_origins import class_advice
from nplusone_guard.django.querysets import with_call

__all__ = ["key_only", "load_eagerly", "path_of"]


def load_eagerly(diagnosis: Diagnosis) -> Advice:
    """select_related for to-one paths, prefetch_related once a collection is in."""
    diagnosis = with_makers_query(diagnosis)
    made_list = list_made_elsewhere(diagnosis)
    if not made_list:
        diagnosis = without_instance(with_right_hops(diagnosis))
    diagnosis = replace(diagnosis, relations=with_known_hops(diagnosis.relations))
    is_join = _is_join(diagnosis)
    kind = "join" if is_join else "prefetch"
    method = "select_related" if is_join else "prefetch_related"
    call = f'.{method}("{path_of(diagnosis, is_join=is_join)}")'
    elsewhere = class_advice(diagnosis, kind, call)
    elsewhere = elsewhere or load_in_formset(diagnosis, kind, call)
    if elsewhere is not None:
        return elsewhere
    origin = diagnosis.origin
    if origin is not None and made_list:
        return _of_list(origin.span, made_list, kind, call)
    if origin is None or origin.kind == "call" or origin.span.expression is None:
        text = f"Add {call} to the query whose rows are looped over."
        place = None if origin is None else origin.span
        other = _alternative(diagnosis, is_join)
        return Advice(kind, call, text, place=place, alternative=other)
    siblings = sibling_queries(diagnosis)
    if siblings:
        return change_all(siblings, kind, call, _alternative(diagnosis, is_join))
    place = _with_iterator(origin.span)
    code = with_call(place.expression or origin.span.expression, call)
    return Advice(
        kind,
        code,
        f"Add {call} to the query at {at(origin.span)}.",
        place=place,
        certainty="certain" if origin.is_certain else "likely",
        alternative=_alternative(diagnosis, is_join),
    )


def _of_list(span: Span, name: str, kind: str, call: str) -> Advice:
    text = (
        f"{name} is a list by now. Add {call} to the query that it is made of: the "
        f'queryset of Prefetch(..., to_attr="{name}"), if that made it.'
    )
    return Advice(kind, call, text, place=span, certainty="unsure")


def key_only(diagnosis: Diagnosis) -> Advice | None:
    """The column on the row itself, where nothing but the key is read."""
    relation = diagnosis.relation
    if relation is None or not diagnosis.reads_key_only or not relation.key:
        return None
    blame = diagnosis.finding.candidate.evidence.blame
    whole, key = blame.expression or "", f"{relation.name}.pk"
    if key not in whole:
        key = f"{relation.name}.id"
    if key in whole:  # a template's expression, a serializer's source
        place, code = blame, whole.replace(key, relation.key)
    else:
        owner, place = whole.rpartition(".")[0], _with_key(blame)
        code = f"{owner}.{relation.key}" if owner else relation.key
    return Advice(
        "key",
        code,
        f"Only the key is read, and {relation.key} is already on the row.",
        place=place,
        certainty="certain",
        patch=_patch(place, code),
    )


def path_of(diagnosis: Diagnosis, *, is_join: bool = False) -> str:
    """Return the relation's path from the origin's rows: "book__author"."""
    names = [relation.name for relation in diagnosis.relations]
    entry = diagnosis.finding.candidate.evidence.entry
    if is_join and entry is not None and entry.fact("join_name"):
        names[-1] = entry.fact("join_name")
    return "__".join(names)


def _is_join(diagnosis: Diagnosis) -> bool:
    origin = diagnosis.origin
    if origin is not None and ".raw(" in (origin.span.expression or ""):
        return False  # rows of raw SQL can be prefetched for, not joined to
    return not any(
        relation.is_to_many or relation.direction == "generic"
        for relation in diagnosis.relations
    )


def _alternative(diagnosis: Diagnosis, is_join: bool) -> str:
    relation = diagnosis.relation
    if relation is None:
        return ""
    if django.VERSION >= (6, 1) and not relation.is_to_many:
        return (
            ".fetch_mode(models.FETCH_PEERS) on the same query: the first access then "
            "loads the rows of all its peers. It covers foreign keys, one-to-one, generic "
            "foreign keys and deferred columns, not collections."
        )
    if relation.direction == "generic" and not relation.is_to_many:
        return (
            "With GenericPrefetch each class of target can have a queryset of its own."
        )
    return ""


def _with_iterator(span: Span) -> Span:
    """Take `.iterator()` behind the query in: with a prefetch it needs a size."""
    site = site_at(span)
    if site is None or len(site.path) < 3:
        return span
    method, call = site.path[-2], site.path[-3]
    if getattr(method, "attr", "") not in ("iterator", "aiterator"):
        return span
    whole = Site(site.file, site.path[:-2])
    if not isinstance(call, ast.Call):
        return span
    line, end_line, column, end_column = whole.place()
    return replace(
        span,
        line=line,
        end_line=end_line,
        column=column,
        end_column=end_column,
        expression=source_of(whole),
    )


def _patch(span: Span, code: str) -> str:
    edits, site = Edits(), site_at(span)
    if site is not None:
        edits.replace(site, code)
    elif span.line == span.end_line and span.expression:
        edits.reword_text(span, re.escape(span.expression), code)
    return edits.patch()


def _with_key(blame: Span) -> Span:
    """Take the `.id` or `.pk` behind *blame* into the place."""
    lines = lines_of(blame.file)
    rest = lines[blame.end_line - 1][blame.end_column :] if lines else ""
    end = blame.end_column + len(rest[:3])
    expression = f"{blame.expression}{rest[:3]}"
    return replace(blame, end_column=end, expression=expression)
