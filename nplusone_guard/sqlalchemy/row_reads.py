"""Row reads: whether code takes a row apart, or asks it for columns by their names.

A row that has the key as one more column at its end gives the same to who asks by name or
by number; who unpacks it, compares it or makes a tuple of it gets one value more.
"""

from __future__ import annotations

import ast
from typing import Literal

from nplusone_guard.diagnose.syntax import Site

__all__ = ["reads_of"]

Reads = Literal["names", "values", "both"]

_LOOPS = (ast.For, ast.AsyncFor)


def reads_of(site: Site) -> Reads:
    """Return how the rows that the expression at *site* gives are read."""
    node, parent = site.path[-1], site.path[-2]
    if isinstance(parent, ast.comprehension) and node is parent.iter:
        return _of_target(parent.target, site.path[-3])
    if isinstance(parent, _LOOPS) and node is parent.iter:
        return _of_target(parent.target, parent)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        return _of_variable(parent.targets[0], site)
    return "names" if isinstance(parent, (ast.Attribute, ast.Compare)) else "values"


def _of_target(target: ast.expr, around: ast.AST) -> Reads:
    return _uses(target.id, around) if isinstance(target, ast.Name) else "values"


def _of_variable(target: ast.expr, site: Site) -> Reads:
    """Follow `rows = ...` to the one loop that goes over them, or to what `row` gives."""
    if not isinstance(target, ast.Name):
        return "values"
    scope = site.scope().node
    for node in ast.walk(scope):
        if isinstance(node, (*_LOOPS, ast.comprehension)) and (
            getattr(node.iter, "id", "") == target.id
        ):
            return _of_target(node.target, scope)
    return _uses(target.id, scope)


def _uses(name: str, around: ast.AST) -> Reads:
    found: set[Reads] = set()
    for parent in ast.walk(around):
        for child in ast.iter_child_nodes(parent):
            is_read = isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)
            if is_read and getattr(child, "id", "") == name:
                found.add("names" if _is_by_name(parent, child) else "values")
    if len(found) > 1:
        return "both"
    return found.pop() if found else "names"


def _is_by_name(parent: ast.AST, child: ast.AST) -> bool:
    if isinstance(parent, ast.Subscript):
        return parent.value is child and not isinstance(parent.slice, ast.Slice)
    tests = (ast.Attribute, ast.If, ast.IfExp, ast.BoolOp, ast.UnaryOp, ast.Compare)
    return isinstance(parent, tests)
