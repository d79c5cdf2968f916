"""Early exit: a loop whose body can leave before the rows are used up.

A loop that tries again or waits leaves as soon as it has what it wants; a loop over
rows goes on to the last one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.capture.modules import tree_of

__all__ = ["can_end_early", "leaves", "only_retries"]

_Loop = ast.For | ast.AsyncFor | ast.While
_KEPT_AS = "loops_by_line"
_OTHER_CODE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def can_end_early(file: str, line: int) -> bool:
    """Say whether the loop that begins at *line* of *file* breaks or returns."""
    return any(leaves(loop.body) for loop in _loops_at(file, line))


def only_retries(file: str, line: int) -> bool:
    """Say whether the loop that begins at *line* of *file* tries one thing again.

    It counts attempts rather than rows, leaves when the attempt has worked, and goes on
    when it has failed: `for attempt in range(3): try: return ask() except Busy: ...`.
    """
    return any(
        _has_no_rows(loop) and any(_tries_again(part, loop) for part in loop.body)
        for loop in _loops_at(file, line)
    )


def _loops_at(file: str, line: int) -> list[_Loop]:
    """Return the loops that begin at *line*.

    Every loop that repeats asks, so the walk over the tree is done once and kept on the
    tree, which goes away with it.
    """
    tree = tree_of(file)
    if tree is None:
        return []
    known: dict[int, list[_Loop]] | None = getattr(tree, _KEPT_AS, None)
    if known is None:
        known = {}
        for node in ast.walk(tree):
            if isinstance(node, _Loop):
                known.setdefault(node.lineno, []).append(node)
        setattr(tree, _KEPT_AS, known)
    return known.get(line, [])


def _has_no_rows(loop: _Loop) -> bool:
    if isinstance(loop, ast.While):
        return isinstance(loop.test, ast.Constant)
    called = loop.iter.func if isinstance(loop.iter, ast.Call) else None
    name = getattr(called, "id", getattr(called, "attr", ""))
    return name in ("range", "count", "repeat")


def _tries_again(part: ast.stmt, loop: _Loop) -> bool:
    if isinstance(part, (ast.With, ast.AsyncWith)):
        return any(_tries_again(inner, loop) for inner in part.body)
    if not isinstance(part, ast.Try):
        return False
    behind = loop.body[loop.body.index(part) + 1 :] if part in loop.body else []
    has_worked = [*part.body, *part.orelse, *behind]
    return leaves(has_worked) and any(
        not isinstance(handler.body[-1], (ast.Return, ast.Break))
        for handler in part.handlers
    )


def leaves(body: list[ast.stmt]) -> bool:
    """Say whether *body*, a part of a loop's, breaks out of that loop or returns."""
    for node, depth in _body(body, 0):
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
