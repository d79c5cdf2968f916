"""The parts of a statement's source: its conditions and what it selects."""

from __future__ import annotations

import ast

__all__ = ["conditions_of", "mentions", "with_columns"]


def mentions(statement: ast.expr, key: str) -> bool:
    """Say whether *statement* has a condition on an attribute called like *key*'s."""
    name = key.rpartition(".")[2]
    return any(
        (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.keyword) and node.arg == name)
        for node in ast.walk(statement)
    )


def conditions_of(statement: ast.expr) -> list[str]:
    """Return what `where` and `filter` are given anywhere in *statement*."""
    return [
        ast.unparse(argument)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and _method(node) in ("where", "filter")
        for argument in node.args
    ]


def with_columns(
    statement: ast.expr, columns: list[str], *, behind: bool = False
) -> ast.expr:
    """Return *statement* with *columns* put before, or behind, what it selects."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _name(node) in ("select", "query"):
            present = {ast.unparse(argument) for argument in node.args}
            added = [
                ast.parse(column, mode="eval").body
                for column in columns
                if column not in present
            ]
            node.args = [*node.args, *added] if behind else [*added, *node.args]
            break
    return statement


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _name(node: ast.Call) -> str:
    return _method(node) or getattr(node.func, "id", "")
