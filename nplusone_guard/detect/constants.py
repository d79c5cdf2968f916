"""Constants: collections whose size the source fixes, wherever they are imported from."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Collection
from enum import EnumMeta
from typing import Any

__all__ = ["size_of_constant"]

_OF_AN_ENUM = frozenset({"choices", "labels", "names", "values", "__members__"})
_NOTHING = object()


def size_of_constant(node: ast.expr, file: str) -> int:
    """Return how many items the constant or enumeration *node* has, 0 for anything else."""
    names = _dotted(node)
    if not names:
        return 0
    value = _value(names, file)
    if isinstance(value, EnumMeta):
        return len(value)
    if len(names) > 1 and names[-1] in _OF_AN_ENUM:
        enumeration = _value(names[:-1], file)
        if isinstance(enumeration, EnumMeta):
            return len(enumeration)
    is_constant = names[-1].isupper() and isinstance(value, Collection)
    return len(value) if is_constant and not isinstance(value, str) else 0


def _dotted(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    before = _dotted(node.value) if isinstance(node, ast.Attribute) else []
    return [*before, node.attr] if before else []  # type: ignore[attr-defined]


def _value(names: list[str], file: str) -> Any:
    """Return what *names* mean in the module of *file*, running no code of anyone."""
    value: Any = _NOTHING
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == file:
            value = vars(module).get(names[0], _NOTHING)
            break
    for name in names[1:]:
        # Of a class, a module or an object such as Django's settings, which keep by
        # themselves what they were asked for once.
        value = inspect.getattr_static(value, name, _NOTHING)
    return value
