"""Early exit: a loop whose body can leave before the rows are used up.

A loop that tries again or waits leaves as soon as it has what it wants; a loop over
rows goes on to the last one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.capture.modules import tree_of

__all__ = ["can_end_early"]

_Loop = ast.For | ast.AsyncFor | ast.While
_OTHER_CODE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def can_end_early(file: str, line: int) -> bool:
    """Say whether the loop that begins at *line* of *file* breaks or returns."""
    tree = tree_of(file)
    return tree is not None and any(
        isinstance(node, _Loop) and node.lineno == line and _leaves(node)
        for node in ast.walk(tree)
    )


def _leaves(loop: _Loop) -> bool:
    for node, depth in _body(loop.body, 0):
        if isinstance(node, ast.Return):
            return True
        if isinstance(node, ast.Break) and depth == 0:
            return True
    return False


def _body(nodes: list[ast.stmt], depth: int) -> Iterator[tuple[ast.AST, int]]:
    """Yield the nodes of a loop's body with the number of loops around them."""
    for node in nodes:
        yield from _within(node, depth)


def _within(node: ast.AST, depth: int) -> Iterator[tuple[ast.AST, int]]:
    yield node, depth
    if isinstance(node, _OTHER_CODE):
        return
    inner = depth + 1 if isinstance(node, _Loop) else depth
    for child in ast.iter_child_nodes(node):
        yield from _within(child, inner)
