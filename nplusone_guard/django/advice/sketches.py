"""Sketches: the query for all keys, where the loop's own lines cannot be edited."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.text import parsed
from nplusone_guard.django.advice.chains import Condition
from nplusone_guard.django.advice.models import (
    attribute_of,
    field_of,
    is_unique,
    manager_of,
)
from nplusone_guard.django.advice.scene import Scene

__all__ = ["sketch_of_numbers", "sketch_of_rows"]


def sketch_of_rows(scene: Scene | None, model: Any) -> str:
    """Return the line that reads the rows of all keys into a dict."""
    row = snake(model.__name__)
    objects = f"{model.__name__}.{manager_of(model)}"
    key = _key(scene, model)
    if key is None:
        return f"{plural(row)} = {objects}.in_bulk(keys)"
    field, keys = field_of(model, key.field), plural(key.field)
    if field.primary_key:
        return f"{plural(row)} = {objects}.in_bulk({keys})"
    if is_unique(model, key.field) and not field.is_relation:
        return f'{plural(row)} = {objects}.in_bulk({keys}, field_name="{field.name}")'
    held = attribute_of(model, key.field)
    query = f"{objects}.filter({key.field}__in={keys})"
    if scene is not None and scene.chain.last in ("get", "first", "last", "latest"):
        return f"{row}_by_{key.field} = {{{row}.{held}: {row} for {row} in {query}}}"
    name = f"{plural(row)}_by_{key.field}"
    return (
        f"{name} = {{}}\nfor {row} in {query}:\n"
        f"    {name}.setdefault({row}.{held}, []).append({row})"
    )


def sketch_of_numbers(scene: Scene | None, model: Any) -> str:
    """Return the line that reads the numbers of all keys; empty where none is known."""
    key = _key(scene, model)
    if key is None or scene is None:
        return ""
    row, objects = snake(model.__name__), f"{model.__name__}.{manager_of(model)}"
    query = f"{objects}.filter({key.field}__in={plural(key.field)})"
    if scene.chain.last == "exists":
        return f'known = set({query}.values_list("{key.field}", flat=True))'
    if scene.chain.last == "count":
        function = 'Count("pk")'
    else:
        link = scene.chain.links[-1]
        function = next((v for _, v in link.keywords), ", ".join(link.arguments))
    grouped = f'{query}.order_by().values_list("{key.field}").annotate({function})'
    return f"{row}_{scene.chain.last}s = dict({grouped})"


def _key(scene: Scene | None, model: Any) -> Condition | None:
    """Return the first condition that is compared to something other than a constant."""
    for condition in scene.chain.conditions() if scene is not None else ():
        field = field_of(model, condition.field)
        is_own = bool(getattr(field, "concrete", False)) and not field.many_to_many
        if is_own and not isinstance(parsed(condition.value), ast.Constant):
            return condition
    return None
