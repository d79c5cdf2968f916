"""Queryset expressions as source: where a call has to be put so that it works."""

from __future__ import annotations

import ast
import re
from typing import TypeGuard

from nplusone_guard.advise.editing.text import offset_of

__all__ = ["shortcut_of", "with_call", "with_prefetch_of"]

# What ends a chain: after these there is no queryset left to add to.
_TERMINAL = frozenset(
    {
        *("aget", "afirst", "alast", "aget_or_create", "count", "earliest", "first"),
        *("get", "get_or_create", "in_bulk", "iterator", "aiterator", "last", "latest"),
        *(
            "alatest",
            "aearliest",
            "update_or_create",
            "create",
            "values",
            "values_list",
        ),
    }
)
_SHORTCUTS = ("get_object_or_404", "get_list_or_404")
_TAKE_A_QUERYSET = frozenset(
    {"list", "tuple", "set", "sorted", "iter", "enumerate", "reversed", "len"}
)


def with_call(expression: str, call: str) -> str:
    """Return *expression* with *call* (".select_related(...)") at its right place."""
    try:
        node = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return expression + call
    found = _insertion(node)
    end = offset_of(expression, found.end_lineno or 1, found.end_col_offset or 0)
    if isinstance(found, ast.Name) and found.id[:1].isupper():
        call = f".objects{call}"
    expression = expression[:end] + call + expression[end:]
    if "prefetch_related(" in call:
        # Without a size Django refuses to prefetch for rows that it streams.
        expression = re.sub(
            r"\.iterator\(\s*\)", ".iterator(chunk_size=2000)", expression
        )
    return _selected(expression, call)


def shortcut_of(func: ast.expr) -> str:
    """Return "get_object_or_404" where *func* is that, its module's or its async twin."""
    owner = getattr(func, "value", None)
    is_of_module = isinstance(owner, (ast.Name, ast.Attribute))
    if owner is not None and not is_of_module or getattr(owner, "id", "") == "self":
        return ""
    name = getattr(func, "attr", getattr(func, "id", ""))
    name = name[1:] if name.startswith("aget_") else name
    return name if name in _SHORTCUTS else ""


def with_prefetch_of(expression: str, name: str, prefetch: str) -> str:
    """Return *expression* with *prefetch* in the place of the plain one of *name*."""
    plain = re.compile(rf"""\.prefetch_related\(\s*(['"]){re.escape(name)}\1\s*\)""")
    call = f".prefetch_related({prefetch})"
    if plain.search(expression):
        return plain.sub(lambda _: call, expression, count=1)
    return with_call(expression, call)


def _insertion(node: ast.expr) -> ast.expr:
    """Return the part of the chain that is still a queryset."""
    while True:
        if isinstance(node, (ast.Subscript, ast.Await)):
            node = node.value
        elif _takes_a_queryset(node):
            node = node.args[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in _TERMINAL:
                return node
            node = node.func.value
        else:
            return node


def _takes_a_queryset(node: ast.expr) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    is_known = isinstance(node.func, ast.Name) and node.func.id in _TAKE_A_QUERYSET
    return is_known or bool(shortcut_of(node.func))


def _selected(expression: str, call: str) -> str:
    """Name a joined foreign key in `only()` too: Django refuses to join what is left out."""
    path = re.match(r"""\.select_related\("(\w+?)(__\w+)?"\)$""", call)
    if path is None:
        return expression
    name = path[1]
    for only in re.finditer(r"\.only\(([^()]*)\)", expression):
        given = only[1]
        if f'"{name}"' not in given and f"'{name}'" not in given:
            new = f'.only({given.rstrip().rstrip(",")}, "{name}")'
            expression = expression[: only.start()] + new + expression[only.end() :]
            break
    return expression
