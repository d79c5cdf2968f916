"""Django REST framework: the serializer field that asked, the view whose query it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from django.db.models import Manager, QuerySet
from rest_framework.relations import ManyRelatedField, RelatedField
from rest_framework.renderers import HTMLFormRenderer
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer
from rest_framework.views import APIView

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, place, remove
from nplusone_guard.frameworks.drf_fields import span_of_field
from nplusone_guard.frameworks.drf_levels import Level, levels_around, span_around
from nplusone_guard.frameworks.drf_rows import rows_of_serializer, span_of_view
from nplusone_guard.frameworks.form_fields import choices_of
from nplusone_guard.frameworks.loop_code import loop_of
from nplusone_guard.frameworks.model_paths import is_row, model_of_row, model_path
from nplusone_guard.frameworks.views import view_asker, view_key

__all__ = ["room"]


class DrfRoom:
    """What the core learns about Django REST framework."""

    name = "django rest framework"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames of serializers."""
        for function, landmark in landmarks():
            place(function, landmark)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in landmarks():
            remove(function)


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield what is known of the serializers' functions."""
    yield Serializer.to_representation, Landmark("asker", _field, _field_key)
    yield BaseSerializer.data, Landmark("asker", _data)
    yield (
        loop_of(ListSerializer.to_representation),
        Landmark("row loop", _rows, _rows_key),
    )
    # The rows that a client sends are rows as well: each is validated by itself.
    yield ListSerializer.to_internal_value, Landmark("row loop", _rows, _rows_key)
    yield (
        loop_of(ManyRelatedField.to_representation),
        Landmark("row loop", _values, _values_key),
    )
    yield (
        loop_of(RelatedField.get_choices),
        Landmark("row asker", _choices, _choices_key),
    )
    yield APIView.dispatch, Landmark("asker", view_asker, view_key)
    # Nothing to read: which field it is keeps two fields of one form apart.
    yield HTMLFormRenderer.render_field, Landmark("asker", None, _shown_key)
    # That they ask or write for a row of their own is what the advice has to know.
    yield BaseSerializer.save, Landmark("asker", None, _own_key)
    yield BaseSerializer.is_valid, Landmark("asker", None, _own_key)
    yield ListSerializer.is_valid, Landmark("asker", None, _own_key)


def _own_key(frame: FrameType) -> Hashable:
    return _name_of(frame.f_locals["self"])


def _shown_key(frame: FrameType) -> Hashable:
    field = frame.f_locals["field"]
    return (*_name_of(field.parent), field.name)


def _choices_key(frame: FrameType) -> Hashable:
    """Name the choices of a field in the browsable API, once they are there."""
    names = frame.f_locals
    if "item" not in names:
        return None
    field = _shown_field(names["self"])
    return (*_name_of(field.parent), field.field_name)


def _choices(frame: FrameType) -> Asker | None:
    """Read the field whose choices are labelled: they are rows of its own query."""
    asked = frame.f_locals["self"]
    field = _shown_field(asked)
    span = span_of_field(field.parent, field)
    if span is None:
        return None
    said = "serializer_field" if field is asked else "serializer_many"
    rows = choices_of(field.parent, field.field_name, said)
    if rows is None:
        return Asker(span, "drf", "shown", loop=span)
    return Asker(span, "drf", "shown", rows.span, rows.kind, rows.facts, loop=span)


def _shown_field(field: Any) -> Any:
    """Return the field of the serializer, which for many rows holds another one."""
    return field.parent if isinstance(field.parent, ManyRelatedField) else field


def _field_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return (*_name_of(names["self"]), getattr(names.get("field"), "field_name", None))


def _rows_key(frame: FrameType) -> Hashable:
    """Name the list, but only once its rows are there: they cost a query, too."""
    names = frame.f_locals
    return _name_of(names["self"].child) if "item" in names else None


def _values_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    if "value" not in names:
        return None
    field = names["self"]
    return (*_name_of(field.parent), field.field_name)


def _name_of(serializer: Any) -> tuple[str, str]:
    """Return what is the same for every request; the objects are not."""
    kind = type(serializer)
    return kind.__module__, kind.__qualname__


def _rows(frame: FrameType) -> Span | None:
    """Return where the list is asked for: the field that nests it, or its class."""
    listed = frame.f_locals["self"]
    if listed.parent is not None and listed.field_name:
        return span_of_field(listed.parent, listed) or span_of_view(frame)
    return span_of_field(listed.child, listed) or span_of_view(frame)


def _values(frame: FrameType) -> Span | None:
    field = frame.f_locals["self"]
    return span_of_field(field.parent, field)


def _field(frame: FrameType) -> Asker | None:
    span = span_around(frame) or span_of_view(frame)
    if span is None:
        return None
    return _asker(span, frame, frame.f_locals["self"], list(levels_around(frame)))


def _data(frame: FrameType) -> Asker | None:
    """Read a serializer asked for its data: whose rows a to_representation shows."""
    serializer = frame.f_locals["self"]
    if _still_asks(serializer.instance):
        return None
    shown = getattr(serializer, "child", serializer)
    span = span_of_field(shown, shown)
    return None if span is None else _asker(span, frame, serializer, [])


def _still_asks(instance: Any) -> bool:
    """Say whether the rows themselves are being read: whoever wants the data asks."""
    if isinstance(instance, QuerySet):
        return instance._result_cache is None
    return isinstance(instance, Manager)


def _asker(span: Span, frame: FrameType, serializer: Any, levels: list[Level]) -> Asker:
    """Join the levels to one path from the outermost row that there is."""
    while levels and not is_row(levels[-1][0]):
        levels.pop()
    row = levels[-1][0] if levels else None
    names = [name for _, names in reversed(levels) for name in names]
    path = model_path(model_of_row(row), names)
    # What the value itself asks for when it is shown starts from the value's row.
    dotted = [*path.names, *(path.rest or ("shown",))]
    # What a property or a manager's method gives are other rows than the view's.
    rows = None if len(path.rest) > 1 else rows_of_serializer(frame, serializer.root)
    if rows is None:
        return Asker(span, "drf", ".".join(dotted), facts=path.facts())
    dotted = [*rows.hops, *dotted]
    facts = (*rows.facts, *path.facts())
    return Asker(span, "drf", ".".join(dotted), rows.span, rows.kind, facts)


room = DrfRoom()
