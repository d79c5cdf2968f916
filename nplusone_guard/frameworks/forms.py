"""Django forms: the choices whose labels ask per row, the field whose query they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, code_of, place, remove
from nplusone_guard.frameworks.form_fields import choices_of, span_of_form_field

__all__ = ["room"]

_WIDGET = code_of(BoundField.as_widget)


class FormsRoom:
    """What the core learns about Django's forms."""

    name = "django forms"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames of forms."""
        for function, landmark in landmarks():
            place(function, landmark)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in landmarks():
            remove(function)


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield what is known of the functions of forms."""
    yield ModelChoiceIterator.__iter__, Landmark("row loop", _choices, _choices_key)
    yield ModelChoiceIterator.choice, Landmark("asker", _choice)
    # Nothing to read: which field it is keeps two fields of one form apart.
    yield BoundField.as_widget, Landmark("asker", None, _field_key)


def _choices_key(frame: FrameType) -> Hashable:
    """Name the choices once their rows are there."""
    names = frame.f_locals
    if "obj" not in names:
        return None
    bound = _bound_field(frame)
    model = names["self"].queryset.model
    return (model.__qualname__, _name_of(bound)) if bound else model.__qualname__


def _choices(frame: FrameType) -> Span | None:
    bound = _bound_field(frame)
    return None if bound is None else span_of_form_field(bound.form, bound.name)


def _field_key(frame: FrameType) -> Hashable:
    return _name_of(frame.f_locals["self"])


def _choice(frame: FrameType) -> Asker | None:
    """Read a choice that is being labelled: it is a row of the field's query."""
    bound = _bound_field(frame)
    if bound is None:
        return None
    span = span_of_form_field(bound.form, bound.name)
    if span is None:
        return None
    rows = choices_of(bound.form, bound.name)
    if rows is None:
        return Asker(span, "forms", "shown")
    dotted = ".".join((*rows.hops, "shown"))
    return Asker(span, "forms", dotted, rows.span, rows.kind, rows.facts)


def _name_of(bound: Any) -> tuple[str, str, str]:
    kind = type(bound.form)
    return kind.__module__, kind.__qualname__, bound.name


def _bound_field(frame: FrameType | None) -> Any:
    while frame is not None:
        if frame.f_code is _WIDGET:
            return frame.f_locals["self"]
        frame = frame.f_back
    return None


room = FormsRoom()
