"""Attributes of a row that load: foreign keys, their other side, deferred columns."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

from django.db.models.fields import related_descriptors
from django.db.models.query_utils import DeferredAttribute

from nplusone_guard.capture.landmarks import Entry, Landmark
from nplusone_guard.django.relations import (
    column_relation,
    forward_relation,
    reverse_one_relation,
)

__all__ = ["relation_entries"]


def relation_entries() -> Iterator[tuple[Any, Landmark]]:
    """Yield each descriptor's way in, with its landmark."""
    forward = related_descriptors.ForwardManyToOneDescriptor
    reverse = related_descriptors.ReverseOneToOneDescriptor
    yield forward.__get__, Landmark("entry", _read_forward, row="instance")
    yield reverse.__get__, Landmark("entry", _read_reverse_one, row="instance")
    yield DeferredAttribute.__get__, Landmark("entry", _read_deferred, row="instance")


def _read_forward(frame: FrameType) -> Entry:
    names = frame.f_locals
    relation = forward_relation(names["self"].field, names["instance"])
    facts = (("owner", _label(names["instance"])), ("method", "__get__"))
    return Entry("django", "lazy", relation, relation.target, facts=facts)


def _read_reverse_one(frame: FrameType) -> Entry:
    names = frame.f_locals
    related = names["self"].related
    relation = reverse_one_relation(related, names["instance"])
    # Eager loading by join goes by the query name, by prefetch through the accessor.
    facts = (
        ("join_name", related.field.related_query_name()),
        ("owner", _label(names["instance"])),
    )
    return Entry("django", "lazy", relation, relation.target, facts=facts)


def _read_deferred(frame: FrameType) -> Entry:
    names = frame.f_locals
    relation = column_relation(names["instance"], names["self"].field.attname)
    facts = (
        ("reason", "deferred"),
        ("field", names["self"].field.name),
        ("owner", _label(names["instance"])),
    )
    return Entry("django", "column", relation, relation.owner, facts=facts)


def _label(instance: Any) -> str:
    return str(type(instance)._meta.label)
