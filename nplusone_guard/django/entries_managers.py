"""A related manager's own methods: `book.tags.add(tag)`, `book.reviews.create(...)`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

from django.db.models.fields import related_descriptors

from nplusone_guard.capture.landmarks import Entry, Landmark
from nplusone_guard.django.besides import besides_linking, besides_saving
from nplusone_guard.django.relations import manager_relation

__all__ = ["manager_entries", "methods_made_by"]

_OPERATIONS = {
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


def manager_entries() -> Iterator[tuple[Any, Landmark]]:
    """Yield the methods of the manager classes that Django makes inside functions."""
    yield from methods_made_by(related_descriptors.create_reverse_many_to_one_manager)
    yield from methods_made_by(related_descriptors.create_forward_many_to_many_manager)


def methods_made_by(factory: Any) -> Iterator[tuple[Any, Landmark]]:
    """Yield the methods of the class that *factory* makes, each with its landmark."""
    for code in _codes_in(factory.__code__):
        operation = _OPERATIONS.get(code.co_name)
        if operation is not None:
            yield _Method(code), Landmark("entry", _reader(code.co_name, operation))


class _Method:
    """A method that exists as a constant only; landmarks ask for its code alone."""

    def __init__(self, code: CodeType) -> None:
        self.__code__ = code


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes_in(constant)


def _reader(name: str, operation: str) -> Callable[[FrameType], Entry]:
    def read(frame: FrameType) -> Entry:
        manager = frame.f_locals["self"]
        meta = manager.model._meta
        besides = besides_linking(manager) if operation == "add" else ()
        if operation in ("insert", "upsert"):
            besides = besides_saving(manager.model)
        return Entry(
            "django",
            operation,
            manager_relation(manager),
            manager.model.__name__,
            facts=(
                ("method", name),
                ("manager", "related"),
                ("table", meta.db_table),
                ("model", meta.label),
                ("owner", type(manager.instance)._meta.label),
                *besides,
            ),
        )

    return read
