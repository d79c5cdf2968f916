"""Django forms: the choices whose labels ask per row, the field whose query they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.models import BaseModelForm, ModelChoiceIterator

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, code_of, place, remove
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import application_classes
from nplusone_guard.frameworks.form_fields import choices_of, span_of_form_field
from nplusone_guard.frameworks.form_parts import options_around
from nplusone_guard.frameworks.views import view_around

__all__ = ["room"]

_WIDGET = code_of(BoundField.as_widget)
_SUBWIDGETS = code_of(BoundField.subwidgets.func)
_ADMIN_TOLD_BY = ("model", "list_editable", "fields", "fieldsets", "list_display")


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
    # The key alone keeps two fields of one form apart.
    yield BoundField.as_widget, Landmark("asker", _field_of_admin, _field_key)
    # That a form writes its own row is what the advice has to know.
    yield BaseModelForm.save, Landmark("asker", None, _form_key)


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
    if bound is None:
        return None
    asker = _of_view(frame, bound.name) or _choice_of_admin(frame, bound)
    span = span_of_form_field(bound.form, bound.name)
    return asker.span if span is None and asker is not None else span


def _form_key(frame: FrameType) -> Hashable:
    kind = type(frame.f_locals["self"])
    return kind.__module__, kind.__qualname__


def _field_key(frame: FrameType) -> Hashable:
    return _name_of(frame.f_locals["self"])


def _choice(frame: FrameType) -> Asker | None:
    """Read a choice that is being labelled: it is a row of the field's query."""
    bound = _bound_field(frame)
    if bound is None:
        return None
    span = span_of_form_field(bound.form, bound.name)
    if span is None:
        return _of_view(frame, bound.name) or _choice_of_admin(frame, bound)
    rows = choices_of(bound.form, bound.name)
    if rows is None:
        return Asker(span, "forms", "shown")
    dotted = ".".join((*rows.hops, "shown"))
    return Asker(span, "forms", dotted, rows.span, rows.kind, rows.facts)


def _of_view(frame: FrameType, name: str) -> Asker | None:
    """Read a form that a generic view has made of a list of fields."""
    view = view_around(frame)
    place = None if view is None else class_itself(type(view), ("fields", "model"))
    if place is None:
        return None
    facts = (*place.facts, ("view_field", name))
    return Asker(place.span, "forms", "shown", place.span, "class", facts)


def _field_of_admin(frame: FrameType) -> Asker | None:
    """Read a field that the admin shows: its form is made up, its options are ours."""
    name = frame.f_locals["self"].name.rpartition("-")[2]
    options = type(options_around(frame))
    place = class_itself(options, _ADMIN_TOLD_BY)
    if place is None:
        return None
    facts = (("class", options.__name__), ("admin_field", name))
    return Asker(place.span, "admin", "shown", facts=facts)


def _choice_of_admin(frame: FrameType, bound: Any) -> Asker | None:
    """Read a choice in the admin: its options are asked for each field they show."""
    options = type(options_around(frame))
    place = class_itself(options, _ADMIN_TOLD_BY)
    if place is None:
        return None
    owners = application_classes(options)
    if any("formfield_for_dbfield" in vars(owner) for owner in owners):
        return Asker(place.span, "admin", "shown")
    facts = (*place.facts, ("admin_choices", bound.name.rpartition("-")[2]))
    return Asker(place.span, "admin", "shown", place.span, "class", facts)


def _name_of(bound: Any) -> tuple[str, str, str]:
    kind = type(bound.form)
    return kind.__module__, kind.__qualname__, bound.name


def _bound_field(frame: FrameType | None) -> Any:
    while frame is not None:
        if frame.f_code is _WIDGET or frame.f_code is _SUBWIDGETS:
            return frame.f_locals["self"]
        frame = frame.f_back
    return None


room = FormsRoom()
