"""Bindings: which names a piece of code uses, and which it gives a value."""

from __future__ import annotations

import ast
import builtins

__all__ = ["bound_names", "used_names"]


def used_names(tree: ast.AST) -> set[str]:
    """Return the names that *tree* uses, builtins aside."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names - set(dir(builtins))


def bound_names(tree: ast.AST) -> set[str]:
    """Return the names that *tree* gives a value somewhere, at any level."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ExceptHandler):
            names.add(node.name or "")
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
    return names
