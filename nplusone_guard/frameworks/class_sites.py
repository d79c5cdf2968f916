"""A class's site: where a class, or an attribute of it, is written."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from nplusone_guard.capture.application import is_application_file
from nplusone_guard.capture.expressions import Span, text_at
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.capture.wording import in_one_line
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, module_site

__all__ = [
    "application_classes",
    "attribute_span",
    "class_site",
    "function_site",
    "heading_span",
    "meta_span",
    "span_at_site",
]


def application_classes(owner: type) -> Iterator[type]:
    """Yield *owner* and its bases as far as the user can edit them."""
    for base in owner.__mro__:
        if class_site(base) is not None:
            yield base


def class_site(owner: type) -> Site | None:
    """Return where *owner* is written, None for a class nobody here can edit."""
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    if not file or not is_application_file(file):
        return None
    module = module_site(file)
    for node in ast.walk(module.node) if module is not None else ():
        if isinstance(node, ast.ClassDef) and node.name == owner.__name__:
            assert module is not None
            site = module.below(node)
            around = site.function_name()
            if owner.__qualname__ in (
                node.name,
                f"{around}.{node.name}",
                f"{around}.<locals>.{node.name}",
            ):
                return site
    return None


def attribute_span(owner: type, name: str) -> Span | None:
    """Return the statement that gives the class *owner* itself the attribute *name*."""
    site = class_site(owner)
    for node in getattr(site.node, "body", ()) if site is not None else ():
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [getattr(node, "target", None)]
        )
        if any(
            isinstance(target, ast.Name) and target.id == name for target in targets
        ):
            assert site is not None
            return span_at_site(site.below(node))
    return None


def heading_span(site: Site) -> Span:
    """Return the line that opens the class at *site*."""
    span = span_at_site(site)
    node: Any = site.node
    heading = f"class {node.name}"
    return Span(
        span.file,
        span.line,
        span.line,
        span.column,
        span.column + len(heading),
        node.name,
        heading,
    )


def span_at_site(site: Site) -> Span:
    """Return *site* as a span."""
    place = site.place()
    text = text_at(lines_of(site.file), place)
    return Span(
        site.file, *place, site.function_name(), in_one_line(text) if text else None
    )


def meta_span(owner: type, name: str) -> Span | None:
    """Return the entry of Meta.fields, or of what Meta lists, that names *name*."""
    site = class_site(owner)
    for node in getattr(site.node, "body", ()) if site is not None else ():
        if not (isinstance(node, ast.ClassDef) and node.name in ("Meta", "Config")):
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and part.value == name:
                assert site is not None
                return span_at_site(site.below(part))
    return None


def function_site(function: Any) -> Site | None:
    """Return where *function* is written, None for what nobody here can edit."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or not is_application_file(code.co_filename):
        return None
    module = module_site(code.co_filename)
    for node in ast.walk(module.node) if module is not None else ():
        if not isinstance(node, FUNCTIONS) or node.name != code.co_name:
            continue
        # The code of a decorated function begins at its first decorator.
        first = [node.lineno, *(each.lineno for each in node.decorator_list)]
        if code.co_firstlineno in first:
            assert module is not None
            return module.below(node)
    return None
