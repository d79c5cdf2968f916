"""Hops: what the models say of relations that no query of the scope went over.

Rows that were loaded with the others leave nothing on the stack but a name in the
source, and a name does not tell a key from a collection or a generic key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps

from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.django.advice.models import model_called

__all__ = ["with_known_hops"]


def with_known_hops(relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Return *relations* with those that only the source names looked up."""
    known: list[Relation] = []
    for relation in reversed(relations):
        target = known[0].owner if known else ""
        known.insert(0, relation if relation.owner else _found(relation, target))
    return tuple(known)


def _found(relation: Relation, target: str) -> Relation:
    model = model_called(target)
    fields = list(_fields_called(relation.name))
    leading = [field for field in fields if _leads_to(field, model)]
    # A generic key leads to any class, so it is only meant where no other field is.
    if not leading:
        generic = [field for field in fields if field.related_model is None]
        return replace(relation, direction="generic") if generic else relation
    owners = {field.model.__name__ for field in leading}
    several = [bool(field.one_to_many or field.many_to_many) for field in leading]
    return replace(
        relation,
        owner=owners.pop() if len(owners) == 1 else "",
        is_to_many=relation.is_to_many or all(several),
    )


def _fields_called(name: str) -> Iterator[Any]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and _attribute_of(field) == name:
                yield field


def _attribute_of(field: Any) -> str:
    is_reverse = field.auto_created and not field.concrete
    return str(field.get_accessor_name() if is_reverse else field.name)


def _leads_to(field: Any, model: Any) -> bool:
    related = field.related_model
    if related is None or model is None:
        return False
    return issubclass(related, model) or issubclass(model, related)
