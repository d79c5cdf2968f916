"""A serializer field: where it is written, by which path it reaches its value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    meta_span,
)

__all__ = ["attributes_of", "span_of_field"]


def attributes_of(field: Any) -> tuple[str, ...]:
    """Return the names that *field* follows from its row."""
    return tuple(getattr(field, "source_attrs", None) or ())


def span_of_field(serializer: Any, field: Any) -> Span | None:
    """Return where the class of *serializer* has *field*: its line, or in Meta.fields."""
    owner, name = type(serializer), field.field_name
    owners = list(application_classes(owner))
    for find in (attribute_span, meta_span):
        for own in owners:
            span = find(own, name)
            if span is not None:
                return replace(span, function=own.__name__)
    heading = class_itself(owner, ())
    return None if heading is None else heading.span
