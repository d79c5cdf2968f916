"""Django's entry points on the stack: what each says about the statement below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models import query as query_module
from django.db.models.fields import related_descriptors
from django.db.models.query import RawQuerySet, prefetch_related_objects
from django.db.models.query_utils import DeferredAttribute

from nplusone_guard.capture.landmarks import Entry, Landmark, Relation
from nplusone_guard.django.relations import (
    column_relation,
    forward_relation,
    manager_relation,
    queryset_relation,
    reverse_one_relation,
)

__all__ = ["entries"]

Placed = tuple[Any, Landmark]


def entries() -> tuple[Placed, ...]:
    """Return each entry point with its landmark."""
    return (
        *_descriptors(),
        *_querysets(),
        *_managers(),
        *_models(),
        *_raw(),
    )


def _descriptors() -> Iterator[Placed]:
    forward = related_descriptors.ForwardManyToOneDescriptor
    reverse = related_descriptors.ReverseOneToOneDescriptor
    yield forward.__get__, _entry(_read_forward)
    yield reverse.__get__, _entry(_read_reverse_one)
    yield DeferredAttribute.__get__, _entry(_read_deferred)


_QUERYSET_OPERATIONS = {
    "__iter__": "select",
    "__len__": "select",
    "__bool__": "select",
    "__getitem__": "select",
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


def _querysets() -> Iterator[Placed]:
    for name, operation in _QUERYSET_OPERATIONS.items():
        yield QuerySet.__dict__[name], _entry(_queryset_reader(name, operation))
    yield QuerySet.bulk_create, Landmark("batch")
    yield QuerySet.bulk_update, Landmark("batch")
    yield prefetch_related_objects, _entry(_read_prefetch)
    yield RawQuerySet.__iter__, _entry(_read_raw_queryset)
    yield query_module.RawModelIterable.__iter__, _entry(_read_raw_iterable)


_MANAGER_OPERATIONS = {
    "count": "count",
    "exists": "exists",
    "create": "insert",
    "get_or_create": "upsert",
    "update_or_create": "upsert",
    "add": "add",
    "set": "add",
    "remove": "add",
    "clear": "add",
}


def _managers() -> Iterator[Placed]:
    """Find the methods of the manager classes that Django makes inside functions."""
    for factory in (
        related_descriptors.create_reverse_many_to_one_manager,
        related_descriptors.create_forward_many_to_many_manager,
    ):
        for method in _methods_made_by(factory.__code__):
            operation = _MANAGER_OPERATIONS.get(method.__code__.co_name)
            if operation is not None:
                yield (
                    method,
                    _entry(_manager_reader(method.__code__.co_name, operation)),
                )


class _Method:
    """A method that exists as a constant only; landmarks ask for its code alone."""

    def __init__(self, code: CodeType) -> None:
        self.__code__ = code


def _methods_made_by(code: CodeType) -> Iterator[_Method]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield _Method(constant)
            yield from _methods_made_by(constant)


def _models() -> Iterator[Placed]:
    yield Model.save, _entry(_model_reader("save"))
    yield Model.delete, _entry(_model_reader("delete"))
    yield Model.refresh_from_db, _entry(_read_refresh)
    yield Model._get_next_or_previous_by_FIELD, _entry(_read_neighbour)
    yield Model._get_next_or_previous_in_order, _entry(_read_neighbour)


def _raw() -> Iterator[Placed]:
    yield CursorWrapper.execute, _entry(_read_cursor)
    yield CursorWrapper.executemany, Landmark("batch")


def _entry(read: Callable[[FrameType], Entry | None]) -> Landmark:
    return Landmark("entry", read)


def _read_forward(frame: FrameType) -> Entry:
    names = frame.f_locals
    return _lazy(forward_relation(names["self"].field, names["instance"]))


def _read_reverse_one(frame: FrameType) -> Entry:
    names = frame.f_locals
    related = names["self"].related
    relation = reverse_one_relation(related, names["instance"])
    # Eager loading by join goes by the query name, by prefetch through the accessor.
    facts = (("join_name", related.field.related_query_name()),)
    return Entry("django", "lazy", relation, relation.target, facts=facts)


def _read_deferred(frame: FrameType) -> Entry:
    names = frame.f_locals
    relation = column_relation(names["instance"], names["self"].field.attname)
    return Entry(
        "django", "column", relation, relation.owner, facts=(("reason", "deferred"),)
    )


def _read_refresh(frame: FrameType) -> Entry:
    instance = frame.f_locals["self"]
    return Entry(
        "django",
        "column",
        None,
        type(instance).__name__,
        facts=(("reason", "refresh"),),
    )


def _lazy(relation: Relation) -> Entry:
    return Entry("django", "lazy", relation, relation.target)


def _queryset_reader(name: str, operation: str) -> Callable[[FrameType], Entry]:
    def read(frame: FrameType) -> Entry:
        queryset = frame.f_locals["self"]
        relation = queryset_relation(queryset)
        kind = operation
        if relation is not None and operation == "select":
            kind = "lazy"
        return Entry(
            "django",
            kind,
            relation,
            queryset.model.__name__,
            is_filtered=relation is not None and _is_narrowed(queryset, relation),
            facts=(("method", name), ("table", queryset.model._meta.db_table)),
        )

    return read


def _is_narrowed(queryset: Any, relation: Relation) -> bool:
    """Say whether more than the relation itself chose the rows.

    A related manager's own filter is one condition, a generic relation's two.
    """
    query = queryset.query
    own = 2 if relation.direction == "generic" else 1
    return bool(
        len(query.where.children) > own
        or query.order_by
        or query.is_sliced
        or query.distinct
        or query.annotations
        or query.values_select
        or query.extra
    )


def _manager_reader(name: str, operation: str) -> Callable[[FrameType], Entry]:
    def read(frame: FrameType) -> Entry:
        manager = frame.f_locals["self"]
        return Entry(
            "django",
            operation,
            manager_relation(manager),
            manager.model.__name__,
            facts=(("method", name), ("table", manager.model._meta.db_table)),
        )

    return read


def _model_reader(operation: str) -> Callable[[FrameType], Entry]:
    def read(frame: FrameType) -> Entry:
        model = type(frame.f_locals["self"])
        facts = (("method", operation), ("table", model._meta.db_table))
        return Entry("django", operation, None, model.__name__, facts=facts)

    return read


def _read_neighbour(frame: FrameType) -> Entry:
    model = type(frame.f_locals["self"])
    facts = (("method", "get_next_or_previous"), ("table", model._meta.db_table))
    return Entry("django", "first", None, model.__name__, facts=facts)


def _read_prefetch(frame: FrameType) -> Entry:
    instances = frame.f_locals.get("model_instances") or ()
    return Entry("django", "select", is_batch=len(instances) != 1)


def _read_raw_queryset(frame: FrameType) -> Entry:
    model = frame.f_locals["self"].model
    facts = (("method", "raw"), ("table", model._meta.db_table))
    return Entry("django", "raw", None, model.__name__, facts=facts)


def _read_raw_iterable(frame: FrameType) -> Entry:
    model = frame.f_locals["self"].queryset.model
    facts = (("method", "raw"), ("table", model._meta.db_table))
    return Entry("django", "raw", None, model.__name__, facts=facts)


def _read_cursor(frame: FrameType) -> Entry:
    return Entry("django", "raw", facts=(("method", "cursor"),))
