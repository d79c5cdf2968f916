"""A queryset's methods that reach the database, and how they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from django.db.models import QuerySet
from django.db.models import query as query_module
from django.db.models.query import RawQuerySet, prefetch_related_objects

from nplusone_guard.capture.landmarks import Entry, Landmark
from nplusone_guard.django.besides import besides_saving
from nplusone_guard.django.narrowing import is_narrowed, self_key
from nplusone_guard.django.relations import queryset_relation

__all__ = ["queryset_entries"]

_OPERATIONS = {
    "__iter__": "select",
    "__len__": "select",
    "__bool__": "select",
    "__getitem__": "select",
    # What `async for` comes down to, in a thread of its own.
    "_fetch_all": "select",
    "iterator": "select",
    "_iterator": "select",
    "in_bulk": "select",
    "get": "get",
    "first": "first",
    "last": "first",
    "latest": "first",
    "earliest": "first",
    "count": "count",
    "exists": "exists",
    "contains": "contains",
    "aggregate": "aggregate",
    "create": "insert",
    "get_or_create": "upsert",
    "update_or_create": "upsert",
    "update": "update",
    "delete": "delete",
}
# These never read from a cache that prefetching fills.
_PAST_ANY_CACHE = frozenset({"iterator", "_iterator", "in_bulk"})


def queryset_entries() -> Iterator[tuple[Any, Landmark]]:
    """Yield each method with its landmark."""
    for name, operation in _OPERATIONS.items():
        read = _reader(name, operation)
        yield QuerySet.__dict__[name], Landmark("entry", read)
    for name in ("bulk_create", "bulk_update"):
        # Entries rather than batches, because a related manager's `add` uses them for
        # the rows of one parent.
        yield QuerySet.__dict__[name], Landmark("entry", _read_bulk)
    # A queryset prefetches for all its rows, or for each chunk that it streams.
    yield query_module.prefetch_one_level, Landmark("batch")
    yield prefetch_related_objects, Landmark("entry", _read_prefetch)
    yield RawQuerySet.__iter__, Landmark("entry", _read_raw_queryset)
    raw_iterable = query_module.RawModelIterable.__iter__
    yield raw_iterable, Landmark("entry", _read_raw_iterable)


def _reader(name: str, operation: str) -> Callable[[FrameType], Entry]:
    def read(frame: FrameType) -> Entry:
        queryset = frame.f_locals["self"]
        relation, column = queryset_relation(queryset)
        kind = operation
        is_filtered = False
        if relation is not None:
            kind = "lazy" if operation == "select" else operation
            is_filtered = name in _PAST_ANY_CACHE or is_narrowed(
                queryset, column, relation.direction
            )
        facts = [
            ("method", name),
            ("table", queryset.model._meta.db_table),
            ("model", queryset.model._meta.label),
            ("column", column),
            ("self_key", self_key(queryset)),
            ("row_keys", _keys(queryset.model)),
        ]
        if relation is not None:
            instance = queryset._hints.get("instance")
            facts.append(
                ("owner", "" if instance is None else type(instance)._meta.label)
            )
        if operation in ("insert", "upsert"):
            facts.extend(besides_saving(queryset.model))
        return Entry(
            "django",
            kind,
            relation,
            queryset.model.__name__,
            is_filtered=is_filtered,
            facts=tuple(fact for fact in facts if fact[1]),
        )

    return read


def _keys(model: Any) -> str:
    """Return the columns each of which picks one row."""
    return " ".join(field.column for field in model._meta.fields if field.unique)


def _read_bulk(frame: FrameType) -> Entry:
    names = frame.f_locals
    meta = names["self"].model._meta
    facts = [("table", meta.db_table), ("model", meta.label)]
    if _is_one(names.get("objs")):
        facts.append(("one_row", "yes"))
    return Entry(
        "django", "insert", None, meta.object_name, is_batch=True, facts=tuple(facts)
    )


def _read_prefetch(frame: FrameType) -> Entry:
    facts = [("method", "prefetch_related_objects")]
    if _is_one(frame.f_locals.get("model_instances")):
        facts.append(("one_row", "yes"))
    return Entry("django", "select", facts=tuple(facts))


def _is_one(rows: Any) -> bool:
    """Say whether one row was handed over; a queryset is not asked for its length."""
    return type(rows) in (list, tuple) and len(rows) == 1


def _read_raw_queryset(frame: FrameType) -> Entry:
    return _raw(frame.f_locals["self"].model)


def _read_raw_iterable(frame: FrameType) -> Entry:
    return _raw(frame.f_locals["self"].queryset.model)


def _raw(model: Any) -> Entry:
    meta = model._meta
    facts = (("method", "raw"), ("table", meta.db_table), ("model", meta.label))
    return Entry("django", "raw", None, model.__name__, facts=facts)
