"""Subjects: the rows that are counted, and the row they are counted for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain, Condition, Link
from nplusone_guard.django.advice.models import (
    accessor_of,
    field_of,
    manager_of,
    model_of,
    query_name,
    reverse_name,
)
from nplusone_guard.django.advice.scene import Scene

__all__ = ["Subject", "asked_of_model", "asked_of_row", "subject_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rows are counted for which row.

    Attributes:
        model: the class that is counted.
        owner: the class of the loop's rows.
        row: the variable that holds one of them.
        accessor: the attribute with the counted rows.
        path: the same as queries call it.
        back: the lookup of *model* that leads to the row.
        links: what was asked of the counted rows before the number.
        conditions: the keywords among them that choose rows.
    """

    model: Any
    owner: Any
    row: str
    accessor: str
    path: str
    back: str
    links: tuple[Link, ...]
    conditions: tuple[Condition, ...]


def subject_of(diagnosis: Diagnosis, scene: Scene, model: Any) -> Subject | None:
    """Return what is counted, whether asked through the row or through the model."""
    chain, entry = scene.chain, diagnosis.finding.candidate.evidence.entry
    links = tuple(k for k in chain.links[:-1] if k.name != "all")
    owner = model_of(entry, "owner")
    if diagnosis.relation is not None and owner is not None:
        if chain.attribute != diagnosis.relation.name or len(diagnosis.relations) > 1:
            return None
        accessor = chain.attribute
        path, back = query_name(owner, accessor), reverse_name(owner, accessor)
        conditions = tuple(chain.upto(chain.last).conditions())
        return Subject(
            model, owner, chain.owner, accessor, path, back, links, conditions
        )
    return _subject_of_model(scene, model, links)


def _subject_of_model(
    scene: Scene, model: Any, links: tuple[Link, ...]
) -> Subject | None:
    """Read `Review.objects.filter(book=book)` as `book.reviews`."""
    varying = [c for c in scene.chain.conditions() if scene.varies(c.value)]
    if len(varying) != 1:
        return None
    condition = varying[0]
    field = field_of(model, condition.field)
    row = _row_of(condition.value)
    if (
        field is None
        or not getattr(field, "related_model", None)
        or not scene.is_row(row)
    ):
        return None
    owner = field.related_model
    if scene.loop is None and not _gives(scene.diagnosis, owner):
        return None
    accessor = accessor_of(owner, model, field.name)
    if not accessor or (condition.value != row and not field.target_field.primary_key):
        return None
    others = tuple(c for c in scene.chain.conditions() if c != condition)
    rest = tuple(_without(link, condition.field) for link in links)
    kept = tuple(link for link in rest if link.arguments or link.keywords)
    path = query_name(owner, accessor)
    return Subject(model, owner, row, accessor, path, field.name, kept, others)


def asked_of_row(scene: Scene, model: Any) -> tuple[Scene, Relation] | None:
    """Ask the row for its relation where the model was asked for the rows of it.

    `Review.objects.filter(book=book)` asks the default manager, as `book.reviews` does.
    """
    subject = _subject_of_model(scene, model, scene.chain.links)
    if subject is None or scene.chain.base != f"{model.__name__}.{manager_of(model)}":
        return None
    if not scene.chain.only(*_OF_ROWS):
        return None
    links = [
        _without(link, given)
        for link in scene.chain.links
        for given in [_key(scene, link)]
    ]
    kept = tuple(k for k in links if k.arguments or k.keywords or k.name not in _CHOOSE)
    chain = Chain(f"{subject.row}.{subject.accessor}", kept)
    relation = Relation(
        subject.owner.__name__, subject.accessor, model.__name__, is_to_many=True
    )
    return replace(scene, chain=chain), relation


_CHOOSE = ("filter", "all")
_OF_ROWS = (*_CHOOSE, "exclude", "order_by", "first", "last", "values_list", "")


def _key(scene: Scene, link: Link) -> str:
    """Return the keyword of *link* that names the row."""
    return next((k for k, value in link.keywords if k and scene.varies(value)), "")


def _gives(diagnosis: Diagnosis, owner: Any) -> bool:
    """Say whether the origin asks for rows of *owner*."""
    origin = diagnosis.origin
    text = "" if origin is None else origin.span.expression or ""
    return re.search(rf"\b{owner.__name__}\b", text) is not None


def _row_of(value: str) -> str:
    for end in (".pk", ".id"):
        if value.endswith(end):
            return value.removesuffix(end)
    return value


def _without(link: Link, field: str) -> Link:
    keywords = tuple(pair for pair in link.keywords if pair[0] != field)
    if len(keywords) == len(link.keywords):
        return link
    inside = [*link.arguments, *(f"{k}={v}" if k else f"**{v}" for k, v in keywords)]
    return Link(
        link.name, f".{link.name}({', '.join(inside)})", link.arguments, keywords
    )


def asked_of_model(scene: Scene, subject: Subject) -> Scene:
    """Ask the model for what was asked through the row."""
    base = f"{subject.model.__name__}.{manager_of(subject.model)}"
    key = Link(
        "filter",
        f".filter({subject.back}={subject.row})",
        (),
        ((subject.back, subject.row),),
    )
    chain = Chain(base, (key, *subject.links, scene.chain.links[-1]))
    return replace(scene, chain=chain)
