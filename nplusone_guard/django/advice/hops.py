"""Hops: the relations from the rows of a query to what is loaded, as the models have them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import chain_of
from nplusone_guard.django.advice.models import (
    hop_between,
    model_called,
    model_of,
    relation_field,
)

__all__ = ["with_right_hops"]


def with_right_hops(diagnosis: Diagnosis) -> Diagnosis:
    """Return *diagnosis* with a path that leads over relations, and misses none.

    A relation between the class that the origin asks for and the first one is added.
    """
    owner = _asked_model(diagnosis)
    diagnosis = _without_strangers(diagnosis, owner)
    first = diagnosis.relations[0] if diagnosis.relations else None
    if first is None or not first.owner:
        return diagnosis
    is_asked = len(diagnosis.relations) == 1
    entry = diagnosis.finding.candidate.evidence.entry
    target = model_of(entry, "owner") if is_asked else model_called(first.owner)
    if owner is None or target is None:
        return diagnosis
    if issubclass(owner, target) or issubclass(target, owner):
        return diagnosis
    name = hop_between(owner, target)
    if not name:
        return replace(diagnosis, origin=None)  # of another class, by no way we know
    field = relation_field(owner, name)
    is_to_many = field is None or field.one_to_many or field.many_to_many
    hop = Relation(owner.__name__, name, target.__name__, is_to_many=bool(is_to_many))
    return replace(diagnosis, relations=(hop, *diagnosis.relations))


def _asked_model(diagnosis: Diagnosis) -> Any:
    chain = chain_of(_asked(diagnosis))
    return None if chain is None else model_called(chain.base.partition(".")[0])


def _without_strangers(diagnosis: Diagnosis, model: Any) -> Diagnosis:
    """Leave out attributes that are no relations: the `instance` of a serializer."""
    kept: list[Relation] = []
    for relation in diagnosis.relations:
        field = None if model is None else relation_field(model, relation.name)
        if field is not None or relation.owner:
            kept.append(relation)
            model = getattr(field, "related_model", None)
        elif model is None or relation.name in _asked(diagnosis):  # a `to_attr`
            return diagnosis
    return replace(diagnosis, relations=tuple(kept)) if kept else diagnosis


def _asked(diagnosis: Diagnosis) -> str:
    origin = diagnosis.origin
    return "" if origin is None else origin.span.expression or ""
