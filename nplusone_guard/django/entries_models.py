"""A row's own methods that reach the database, and the cursor behind everything."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from nplusone_guard.capture.landmarks import Entry, Landmark
from nplusone_guard.django.besides import Facts, besides_deleting, besides_saving

__all__ = ["kept_entries", "model_entries", "raw_entries"]

_CONTENT_TYPES = "django.contrib.contenttypes.models"


def model_entries() -> Iterator[tuple[Any, Landmark]]:
    """Yield each method of Model with its landmark."""
    yield Model.save, Landmark("entry", _reader("save", besides_saving))
    yield Model.delete, Landmark("entry", _reader("delete", besides_deleting))
    yield Model.refresh_from_db, Landmark("entry", _read_refresh)
    yield Model._get_next_or_previous_by_FIELD, Landmark("entry", _read_neighbour)
    yield Model._get_next_or_previous_in_order, Landmark("entry", _read_neighbour)


def raw_entries() -> Iterator[tuple[Any, Landmark]]:
    """Yield the cursor's methods with their landmarks."""
    yield CursorWrapper.execute, Landmark("entry", _read_cursor)
    yield CursorWrapper.executemany, Landmark("batch")


def kept_entries() -> Iterator[tuple[Any, Landmark]]:
    """Yield what asks for each of its few rows once in the life of the process."""
    # Importing it would fail in a project that has not installed it.
    content_types = getattr(sys.modules.get(_CONTENT_TYPES), "ContentTypeManager", None)
    for name in ("get_by_natural_key", "get_for_id", "get_for_model"):
        if content_types is not None:
            yield content_types.__dict__[name], Landmark("batch")


def _reader(
    operation: str, besides: Callable[[Any], Facts]
) -> Callable[[FrameType], Entry]:
    def read(frame: FrameType) -> Entry:
        model = type(frame.f_locals["self"])
        facts = (("method", operation), *_model_facts(model), *besides(model))
        return Entry("django", operation, None, model.__name__, facts=facts)

    return read


def _read_refresh(frame: FrameType) -> Entry:
    model = type(frame.f_locals["self"])
    facts = (("reason", "refresh"), *_model_facts(model))
    return Entry("django", "column", None, model.__name__, facts=facts)


def _read_neighbour(frame: FrameType) -> Entry:
    names = frame.f_locals
    model = type(names["self"])
    facts = [("method", "neighbour"), *_model_facts(model)]
    if "field" in names:
        facts += [("field", names["field"].name)]
    facts += [("way", "next" if names.get("is_next") else "previous")]
    return Entry("django", "first", None, model.__name__, facts=tuple(facts))


def _read_cursor(frame: FrameType) -> Entry:
    return Entry("django", "raw", facts=(("method", "cursor"),))


def _model_facts(model: Any) -> tuple[tuple[str, str], ...]:
    return ("table", model._meta.db_table), ("model", model._meta.label)
