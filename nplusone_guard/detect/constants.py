"""Constants: collections whose size the source fixes, wherever they are imported from."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Collection
from enum import EnumMeta
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.detect.around import around

__all__ = [
    "is_plain",
    "lasting_literal",
    "local_literal",
    "only_value",
    "size_of_constant",
]

_OF_AN_ENUM = frozenset({"choices", "labels", "names", "values", "__members__"})
_NOTHING = object()
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LENGTHEN = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})


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


def lasting_literal(node: ast.expr, call: Span) -> ast.expr | None:
    """Return what the local variable *node* stands for where it is meant to stay.

    That is a tuple, or a name in capitals. A list of names may be any number of them.
    """
    value = local_literal(node, call)
    stays = isinstance(value, ast.Tuple) or getattr(node, "id", "").isupper()
    return value if stays else None


def local_literal(node: ast.expr, call: Span) -> ast.expr | None:
    """Return the literal of plain values that the local variable *node* stands for."""
    value = only_value(node, call)
    return value if value is not None and is_plain(value) else None


def only_value(node: ast.expr, call: Span) -> ast.expr | None:
    """Return what the local variable *node* stands for in the function around *call*.

    Only where that gives it nothing else, and makes it no longer.
    """
    functions = [each for each in around(call) if isinstance(each, _FUNCTIONS)]
    if not isinstance(node, ast.Name) or not functions:
        return None
    value: ast.expr | None = None
    bound = 0
    for part in ast.walk(functions[-1]):
        if isinstance(part, ast.Attribute) and _is(part.value, node.id):
            bound += part.attr in _LENGTHEN
        elif isinstance(part, ast.Name) and part.id == node.id:
            bound += isinstance(part.ctx, ast.Store)
        elif isinstance(part, ast.Assign) and _is(part.targets[0], node.id):
            value = part.value
    return value if bound == 1 else None


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def is_plain(node: ast.expr) -> bool:
    """Say whether *node* is a literal that holds nothing but literals."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return all(map(is_plain, node.elts))
    if isinstance(node, ast.Dict):
        return all(key is not None and is_plain(key) for key in node.keys)
    return isinstance(node, ast.Constant)


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
