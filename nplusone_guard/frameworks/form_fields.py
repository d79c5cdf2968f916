"""A form field: where its class, or its form's code, says which rows it offers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    class_site,
    meta_span,
)
from nplusone_guard.frameworks.context_rows import ContextRows, rows_of_site

__all__ = ["choices_of", "span_of_form_field"]


def span_of_form_field(form: Any, name: str) -> Span | None:
    """Return where the class of *form* has the field, its Meta names it, or the class."""
    owners = list(application_classes(type(form)))
    for find in (attribute_span, meta_span):
        for owner in owners:
            span = find(owner, name)
            if span is not None:
                return span
    place = class_itself(type(form), ())
    return None if place is None else place.span


def choices_of(form: Any, name: str, said: str = "field") -> ContextRows | None:
    """Return the query whose rows the field *name* of *form* offers.

    *said* is the fact that tells how a class without such a query is given one.
    """
    for owner in application_classes(type(form)):
        site = class_site(owner)
        for value in _querysets(site, name) if site is not None else ():
            found = rows_of_site(value)
            if found is not None:
                return found
    place = class_itself(type(form), ())
    if place is None:
        return None
    facts = (*place.facts, (said, name))
    return ContextRows(place.span, "class", facts)


def _querysets(owner: Site, name: str) -> Iterator[Site]:
    """Yield the values of the field's queryset, those set later first."""
    declared: list[Site] = []
    for node in ast.walk(owner.node):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if _is_queryset_of(target, name):
                yield owner.below(node.value)
            elif _is_field(target, name):
                declared += _given_queryset(owner, node.value)
    yield from declared


def _is_queryset_of(target: ast.expr, name: str) -> bool:
    """Say whether *target* is `self.fields["name"].queryset`."""
    return (
        isinstance(target, ast.Attribute)
        and target.attr == "queryset"
        and _is_field(target.value, name)
    )


def _is_field(target: ast.expr, name: str) -> bool:
    if isinstance(target, ast.Subscript):
        return isinstance(target.slice, ast.Constant) and target.slice.value == name
    return isinstance(target, ast.Name) and target.id == name


def _given_queryset(owner: Site, value: ast.expr) -> list[Site]:
    if not isinstance(value, ast.Call):
        return []
    given = [k.value for k in value.keywords if k.arg == "queryset"] or value.args[:1]
    return [owner.below(each) for each in given]
