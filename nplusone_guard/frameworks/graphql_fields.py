"""A GraphQL field: the class and the resolver behind it, in Graphene and Strawberry."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, module_site, nodes_on_line
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import application_classes, attribute_span

__all__ = ["class_of", "python_name", "resolver_site", "span_of_field"]


def class_of(parent_type: Any) -> type | None:
    """Return the class that the GraphQL type was made of."""
    graphene_type = getattr(parent_type, "graphene_type", None)
    if graphene_type is not None:
        return graphene_type if isinstance(graphene_type, type) else None
    definition = parent_type.extensions.get("strawberry-definition")
    origin = getattr(definition, "origin", None)
    return origin if isinstance(origin, type) else None


def python_name(field_def: Any, field_name: str) -> str:
    """Return the attribute that the field *field_name* of a schema stands for."""
    definition = field_def.extensions.get("strawberry-definition")
    name = getattr(definition, "python_name", None)
    return str(name) if name else re.sub(r"(?<!^)([A-Z])", r"_\1", field_name).lower()


def span_of_field(owner: type, name: str) -> Span | None:
    """Return where *owner* has the field, or else the class."""
    for own in application_classes(owner):
        span = attribute_span(own, name)
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
    code = getattr(inspect.unwrap(found), "__code__", None) if found else None
    module = None if code is None else module_site(code.co_filename)
    if code is None or module is None:
        return None
    for node in nodes_on_line(module.node, code.co_firstlineno):
        if isinstance(node, FUNCTIONS) and node.name == code.co_name:
            return module.below(node)
    return _decorated(module, code.co_name, code.co_firstlineno)


def _decorated(module: Site, name: str, line: int) -> Site | None:
    """Return the function whose first decorator stands on *line*."""
    for node in ast.walk(module.node):
        if not isinstance(node, FUNCTIONS) or node.name != name:
            continue
        if node.decorator_list and node.decorator_list[0].lineno == line:
            return module.below(node)
    return None
