"""A serializer field: where it is written, by which path it reaches its value."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    class_site,
    span_at_site,
)

__all__ = ["attributes_of", "span_of_field"]


def attributes_of(field: Any) -> tuple[str, ...]:
    """Return the names that *field* follows from its row."""
    return tuple(getattr(field, "source_attrs", None) or ())


def span_of_field(serializer: Any, field: Any) -> Span | None:
    """Return where the class of *serializer* has *field*: its line, or in Meta.fields."""
    owner, name = type(serializer), field.field_name
    for own in application_classes(owner):
        span = attribute_span(own, name) or _named_in_meta(own, name)
        if span is not None:
            return replace(span, function=own.__name__)
    heading = class_itself(owner, ())
    return None if heading is None else heading.span


def _named_in_meta(owner: type, name: str) -> Span | None:
    """Return the entry of Meta.fields that makes the field."""
    site = class_site(owner)
    for node in getattr(site.node, "body", ()) if site is not None else ():
        if not (isinstance(node, ast.ClassDef) and node.name == "Meta"):
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and part.value == name:
                assert site is not None
                return span_at_site(site.below(part))
    return None
