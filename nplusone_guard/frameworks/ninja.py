"""Django Ninja: the schema's field that asked, the operation whose rows it shows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from django.db.models import Manager, QuerySet
from ninja.operation import Operation
from ninja.schema import DjangoGetter, Schema

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, code_of, place, remove
from nplusone_guard.diagnose.sources import Built, follow, span_of
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    function_site,
    meta_span,
    span_at_site,
)
from nplusone_guard.frameworks.model_paths import is_row, model_of_row, model_path

__all__ = ["room"]

_VALIDATOR = code_of(Schema._run_root_validator)
_LISTS = (list, tuple, QuerySet, Manager)


class NinjaRoom:
    """What the core learns about Django Ninja."""

    name = "django ninja"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames of responses."""
        for function, landmark in landmarks():
            place(function, landmark)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in landmarks():
            remove(function)


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield what is known of the functions of operations and schemas."""
    yield DjangoGetter.__getattr__, Landmark("asker", _field, _field_key)
    yield Operation._result_to_response, Landmark("row loop", _list, _list_key)


def _field_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return (names["self"]._schema_cls.__qualname__, names["key"])


def _list_key(frame: FrameType) -> Hashable:
    """Name the operation while it shows a list: the loop itself runs in Rust."""
    names = frame.f_locals
    if "resp_object" not in names or not issubclass(type(names["result"]), _LISTS):
        return None
    function = names["self"].view_func
    return (function.__module__, function.__qualname__)


def _list(frame: FrameType) -> Span | None:
    built = _built(frame)
    if built is not None:
        return span_of(built)
    site = function_site(frame.f_locals["self"].view_func)
    return None if site is None else span_at_site(site)


def _field(frame: FrameType) -> Asker | None:
    names = frame.f_locals
    schema, key = names["self"]._schema_cls, names["key"]
    span = _span_of(schema, key)
    if span is None:
        return None
    path = key.split(".")  # an alias may follow several names, as a template does
    row, outer = names["self"]._obj, frame.f_back
    while outer is not None and outer.f_code is not _OPERATION:
        if outer.f_code is _VALIDATOR:
            above = getattr(outer.f_locals["values"], "_obj", None)
            if above is not row and is_row(above):
                path.insert(0, _link(outer.f_locals["cls"], above, row))
                row = above
        outer = outer.f_back
    model = model_of_row(row)
    found = None if model is None else model_path(model, path)
    dotted = "" if found is None else ".".join((*found.names, "shown"))
    facts = () if found is None else found.facts()
    built = None if outer is None else _built(outer)
    if built is None:
        return Asker(span, "ninja", dotted, facts=facts)
    return Asker(span, "ninja", dotted, span_of(built), "query", facts)


_OPERATION = code_of(Operation._result_to_response)


def _link(schema: Any, above: Any, row: Any) -> str:
    """Return the field of *schema* by which *row* was reached from *above*."""
    names = [name for name in schema.model_fields if _leads(type(above), name, row)]
    cached = above._state.fields_cache
    exact = [name for name in names if cached.get(name) is row]
    return str((exact or names or [""])[0])


def _leads(model: Any, name: str, row: Any) -> bool:
    path = model_path(model, [name])
    field = model._meta.get_field(name) if path.names and _has(model, name) else None
    target = getattr(field, "related_model", None)
    if target is None and path.names:
        return path.to_many == (name,)
    return target is not None and issubclass(type(row), target)


def _has(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _span_of(schema: Any, key: str) -> Span | None:
    name = _field_called(schema, key)
    for own in application_classes(schema):
        span = attribute_span(own, name) or meta_span(own, name)
        if span is not None:
            return span
    place = class_itself(schema, ())
    return None if place is None else place.span


def _field_called(schema: Any, key: str) -> str:
    """Return the field of *schema* that takes its value from *key*, its alias or name."""
    for name, field in schema.model_fields.items():
        if key in (field.alias, field.validation_alias):
            return str(name)
    return key


def _built(frame: FrameType) -> Built | None:
    """Return what builds the rows that the operation of *frame* returns."""
    site = function_site(frame.f_locals["self"].view_func)
    return None if site is None else follow(Step(site, "return"))


room = NinjaRoom()
