"""Pydantic: the model's field that asked, for rows that are read without any Python.

Validating from attributes runs in Rust, so between the call and the attribute of the
row there is no frame. What was asked is read from the innermost frame below the call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

from pydantic import BaseModel, TypeAdapter

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, code_of, place, remove
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    class_site,
    heading_span,
)
from nplusone_guard.frameworks.pydantic_calls import call_around, rows_given
from nplusone_guard.frameworks.pydantic_fields import EACH, Field, fields_of

__all__ = ["ASKING", "room"]

_MOST_FRAMES = 200

# What is validated, and against what: from the locals of each function that hands a
# value to the part in Rust.
Validated = Callable[[Any], tuple[Any, object]]


class PydanticRoom:
    """What the core learns about Pydantic."""

    name = "pydantic"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames that validate."""
        for function, _ in _functions():
            place(function, ASKING)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in _functions():
            remove(function)


def _functions() -> Iterator[tuple[Any, Validated]]:
    yield (
        TypeAdapter.validate_python,
        lambda names: (names["self"]._type, names["object"]),
    )
    yield BaseModel.model_validate, lambda names: (names["cls"], names["obj"])
    yield BaseModel.__init__, lambda names: (type(names["self"]), names["data"])


_VALIDATED: dict[CodeType | None, Validated] = {
    code_of(function): validated for function, validated in _functions()
}


def _key(frame: FrameType) -> Hashable:
    """Name the field and, after None, one that is read for one row only."""
    fields, value, row = _asked(frame)
    if not fields:
        return None
    for field in fields:
        if not field.repeats and field.is_of(value, row):
            return (None, field)
    repeated = tuple(field for field in fields if field.repeats)
    return (type(row), *repeated) if repeated else (None, *fields)


def _read(frame: FrameType) -> Asker | None:
    """Return the field that asked for what is being loaded."""
    fields, value, row = _asked(frame)
    field = next((field for field in fields if field.is_of(value, row)), None)
    field = field or next(iter(fields), None)
    span = None if field is None else _span_of(field.model, field.name)
    if field is None or span is None:
        return None
    loop = _loop(field, frame) if field.repeats else None
    path = [hop for hop in field.hops if hop != EACH]
    rows = rows_given(frame)
    if rows is None:
        dotted = ".".join([*path, field.attribute])
        return Asker(span, "pydantic", dotted, facts=_facts(field), loop=loop)
    dotted = ".".join([*rows.hops, *path, field.attribute])
    facts = (*rows.facts, *_facts(field))
    return Asker(span, "pydantic", dotted, rows.span, rows.kind, facts, loop)


def _asked(frame: FrameType) -> tuple[tuple[Field, ...], object, object]:
    """Return the fields that may have asked, the value validated, and the row asked."""
    schema, value = _validated(frame)
    inner = sys._getframe(1)
    for _ in range(_MOST_FRAMES):
        if inner.f_back is frame or inner.f_back is None:
            break
        inner = inner.f_back
    attribute, row = _attribute_read(inner)
    return fields_of(schema).get(attribute, ()), value, row


def _validated(frame: FrameType) -> tuple[Any, object]:
    names = frame.f_locals
    validated = _VALIDATED.get(frame.f_code)
    # SQLModel's own way has the names of model_validate.
    return validated(names) if validated else (names["cls"], names["obj"])


def _attribute_read(frame: FrameType) -> tuple[str, object]:
    """Return the attribute that *frame*, a descriptor or a property, reads of a row."""
    names = frame.f_locals
    if frame.f_code.co_name != "__get__":
        return frame.f_code.co_name, names.get("self")
    descriptor = names.get("self")
    name = getattr(descriptor, "key", None) or getattr(descriptor, "__name__", "")
    return str(name), names.get("instance")


def _span_of(model: type, name: str) -> Span | None:
    """Return the annotation of the field, called by its class."""
    for owner in application_classes(model):
        span = attribute_span(owner, name)
        if span is not None:
            return replace(
                span, function=owner.__name__, expression=f"{owner.__name__}.{name}"
            )
    return None


def _loop(field: Field, frame: FrameType) -> Span | None:
    """Return the list that is gone through: a field, the call, or its rows' class."""
    if field.listed is not None:
        return _span_of(*field.listed)
    called = call_around(frame)
    if called is not None:
        return called
    for owner in application_classes(field.top):
        site = class_site(owner)
        if site is not None:
            return heading_span(site)
    return _span_of(field.model, field.name)


def _facts(field: Field) -> tuple[tuple[str, str], ...]:
    several = [
        name
        for name, following in zip(field.hops, field.hops[1:], strict=False)
        if following == EACH and name != EACH
    ]
    facts = (("to_many", ",".join(several)),) if several else ()
    return (*facts, ("recursive", "yes")) if field.is_recursive else facts


ASKING = Landmark("row asker", _read, _key)

room = PydanticRoom()
