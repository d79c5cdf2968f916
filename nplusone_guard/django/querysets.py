"""Queryset expressions as source: where a call has to be put so that it works."""

from __future__ import annotations

import ast

__all__ = ["with_call"]

# What ends a chain: after these there is no queryset left to add to.
_TERMINAL = frozenset(
    {
        "aget",
        "afirst",
        "alast",
        "count",
        "earliest",
        "first",
        "get",
        "in_bulk",
        "iterator",
        "last",
        "latest",
    }
)


def with_call(expression: str, call: str) -> str:
    """Return *expression* with *call* (".select_related(...)") at its right place."""
    try:
        node = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return expression + call
    end = _insertion(node)
    return expression[:end] + call + expression[end:]


def _insertion(node: ast.expr) -> int:
    """Return the character after which the queryset is still one."""
    while True:
        if isinstance(node, ast.Subscript):
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _TERMINAL
        ):
            node = node.func.value
        elif isinstance(node, ast.Await):
            node = node.value
        else:
            return node.end_col_offset or 0
