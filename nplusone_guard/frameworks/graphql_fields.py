"""A GraphQL field: the class and the resolver behind it, in Graphene and Strawberry."""

from __future__ import annotations

import re
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    function_site,
    meta_span,
)

__all__ = [
    "class_of",
    "is_connection",
    "python_name",
    "resolver_site",
    "shown_type",
    "span_of_field",
]


def class_of(parent_type: Any) -> type | None:
    """Return the class that the GraphQL type was made of."""
    graphene_type = getattr(parent_type, "graphene_type", None)
    if graphene_type is not None:
        return graphene_type if isinstance(graphene_type, type) else None
    definition = parent_type.extensions.get("strawberry-definition")
    origin = getattr(definition, "origin", None)
    return origin if isinstance(origin, type) else None


def is_connection(parent_type: Any) -> bool:
    """Say whether *parent_type* is one of Relay's between a field and its rows."""
    fields = parent_type.fields
    return "edges" in fields or {"node", "cursor"} <= set(fields)


def shown_type(kind: Any) -> Any:
    """Return the type of the rows that a field of type *kind* gives."""
    for _ in range(20):
        fields = getattr(kind, "fields", None) or {}
        if hasattr(kind, "of_type"):
            kind = kind.of_type
        elif "edges" in fields:
            kind = fields["edges"].type
        elif {"node", "cursor"} <= set(fields):
            kind = fields["node"].type
        else:
            break
    return kind


def python_name(field_def: Any, field_name: str) -> str:
    """Return the attribute that the field *field_name* of a schema stands for."""
    definition = field_def.extensions.get("strawberry-definition")
    name = getattr(definition, "python_name", None)
    return str(name) if name else re.sub(r"(?<!^)([A-Z])", r"_\1", field_name).lower()


def span_of_field(owner: type, name: str) -> Span | None:
    """Return where *owner* has the field, or else the class."""
    for own in application_classes(owner):
        span = attribute_span(own, name) or meta_span(own, name)
        if span is not None:
            return span
    place = class_itself(owner, ())
    return None if place is None else place.span


def resolver_site(owner: type | None, field_def: Any, name: str) -> Site | None:
    """Return the function of the application that resolves the field."""
    definition = field_def.extensions.get("strawberry-definition")
    base = getattr(definition, "base_resolver", None)
    found = getattr(base, "wrapped_func", None)
    if found is None and owner is not None:
        found = getattr(owner, f"resolve_{name}", None)
    return None if found is None else function_site(found)
