"""Django's admin: the column that asked, the ModelAdmin that would have to join it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.utils import get_deleted_objects
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, place, remove
from nplusone_guard.frameworks.admin_places import (
    column_span,
    inline_query,
    list_query,
)
from nplusone_guard.frameworks.class_queries import ClassQuery, class_itself, query_of
from nplusone_guard.frameworks.loop_code import inner, loop_of
from nplusone_guard.frameworks.model_paths import model_path

__all__ = ["room"]


class AdminRoom:
    """What the core learns about the admin."""

    name = "django admin"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames of the admin."""
        for function, landmark in landmarks():
            place(function, landmark)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in landmarks():
            remove(function)


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield what is known of the admin's functions."""
    yield admin_list.items_for_result, Landmark("asker", _column, _column_key)
    yield admin_list.results, Landmark("row loop", _list, _list_key)
    yield AdminReadonlyField.contents, Landmark("asker", _readonly, _readonly_key)
    yield RelatedFieldListFilter.field_choices, Landmark("asker", _filter, _filter_key)
    yield AutocompleteJsonView.serialize_result, Landmark("asker", _found)
    yield loop_of(AutocompleteJsonView.get), Landmark("row loop", _search, _search_key)
    # That rows are listed to be deleted is what the advice has to know.
    yield inner(get_deleted_objects, "format_callback"), Landmark("asker")


def _column_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return (type(names["cl"].model_admin).__qualname__, str(names.get("field_name")))


def _column(frame: FrameType) -> Asker | None:
    names = frame.f_locals
    options, name = names["cl"].model_admin, names.get("field_name")
    span = column_span(type(options), name)
    bits = name.split("__") if isinstance(name, str) else ["shown"]
    return _asker(span, list_query(names["cl"]), names["cl"].model, bits)


def _list_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return type(names["cl"].model_admin).__qualname__ if "res" in names else None


def _list(frame: FrameType) -> Span | None:
    options = type(frame.f_locals["cl"].model_admin)
    found = class_itself(options, ("list_display",))
    return None if found is None else found.span


def _readonly_key(frame: FrameType) -> Hashable:
    field = frame.f_locals["self"]
    return (type(field.model_admin).__qualname__, field.field["name"])


def _readonly(frame: FrameType) -> Asker | None:
    """Read a read-only field, of a page or of an inline's row."""
    field = frame.f_locals["self"]
    options, name = type(field.model_admin), field.field["field"]
    span = column_span(options, name, "readonly_fields")
    bits = name.split("__") if isinstance(name, str) else ["shown"]
    return _asker(span, inline_query(options), type(field.form.instance), bits)


def _filter_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return (type(names["model_admin"]).__qualname__, names["field"].name)


def _filter(frame: FrameType) -> Asker | None:
    """Read a filter that lists the rows of a relation by their text."""
    names = frame.f_locals
    options, name = type(names["model_admin"]), names["field"].name
    span = column_span(options, name, "list_filter")
    if span is None:
        return None
    facts = (
        ("class", options.__name__),
        ("setting", "list_filter"),
        _model_of(names["field"]),
    )
    return Asker(span, "admin", "shown", span, "class", facts)


def _model_of(field: Any) -> tuple[str, str]:
    return ("filter_model", field.related_model.__name__)


def _search_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return type(names["self"].model_admin).__qualname__ if "obj" in names else None


def _search(frame: FrameType) -> Span | None:
    found = class_itself(type(frame.f_locals["self"].model_admin), ("search_fields",))
    return None if found is None else found.span


def _found(frame: FrameType) -> Asker | None:
    """Read a row that autocompletion shows; list_select_related does not reach it."""
    options = type(frame.f_locals["self"].model_admin)
    span = column_span(options, "", "search_fields")
    return _asker(span, query_of(options), type(frame.f_locals["obj"]), ["shown"])


def _asker(
    span: Span | None, query: ClassQuery | None, model: Any, bits: list[str]
) -> Asker | None:
    if span is None:
        return None
    path = model_path(model, bits)
    dotted = ".".join((*path.names, *(path.rest or ("shown",))))
    if query is None:
        return Asker(span, "admin", dotted, facts=path.facts())
    facts = (*query.facts, *path.facts())
    return Asker(span, "admin", dotted, query.span, query.kind, facts)


room = AdminRoom()
