"""Wholeness: where the position table names a fragment or a whole statement, the
expression it belongs to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nplusone_guard.capture.bytecode import Position
from nplusone_guard.capture.modules import lines_of, tree_of

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TAKES_ITEMS = {"GET_ITER", "FOR_ITER", "GET_AITER", "GET_ANEXT", "SEND"}
_HEADS_STATEMENT = re.compile(rb"(async\s+)?(for|with|while|if|elif|match)\b")


def whole_position(file: str, position: Position, operation: str) -> Position:
    """Return the position of the expression that *position* stands for.

    A chain of calls over several lines is recorded from its last name on, and up to
    3.12 taking items is recorded as the whole `for` statement or comprehension.
    """
    if not _is_doubtful(file, position, operation):
        return position
    tree = tree_of(file)
    if tree is None:
        return position
    return _whole(tree, position, operation) or position


def _is_doubtful(file: str, position: Position, operation: str) -> bool:
    line, _, column, _ = position
    lines = lines_of(file)
    if operation in _TAKES_ITEMS or not 1 <= line <= len(lines):
        return True
    raw = lines[line - 1].encode(errors="surrogatepass")
    before, text = raw[:column].rstrip(), raw[column:]
    if not before and line > 1:
        before = lines[line - 2].encode(errors="surrogatepass").rstrip()
    return before.endswith(b".") or bool(_HEADS_STATEMENT.match(text))


def _whole(tree: ast.Module, position: Position, operation: str) -> Position | None:
    best: ast.AST | None = None
    for node in _around(tree, position):
        place = position_of(node)
        if place == position:
            return _head(node, operation)
        if place[1::2] == position[1::2] and isinstance(node, ast.expr):
            best = node
    return position_of(best) if best is not None else None


def _around(tree: ast.AST, position: Position) -> Iterator[ast.AST]:
    start, end = (position[0], position[2]), (position[1], position[3])
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        for child in ast.iter_child_nodes(node):
            if not hasattr(child, "lineno"):
                pending.append(child)
                continue
            line, end_line, column, end_column = position_of(child)
            if (line, column) <= start and end <= (end_line, end_column):
                yield child
                pending.append(child)


def _head(node: ast.AST, operation: str) -> Position:
    """The part of a statement or comprehension that does the asking."""
    head: ast.AST = node
    if isinstance(node, (ast.For, ast.AsyncFor)):
        head = node.iter
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        head = node.items[0].context_expr
    elif isinstance(node, (ast.While, ast.If)):
        head = node.test
    elif isinstance(node, ast.Match):
        head = node.subject
    elif isinstance(node, _COMPREHENSIONS) and operation in _TAKES_ITEMS:
        # With several `for`s the table does not say which one it is.
        head = node.generators[0].iter if len(node.generators) == 1 else node
    return position_of(head)


def position_of(node: ast.AST) -> Position:
    """Return where *node*, an expression or a statement, stands."""
    return (
        getattr(node, "lineno", 0),
        getattr(node, "end_lineno", 0),
        getattr(node, "col_offset", 0),
        getattr(node, "end_col_offset", 0),
    )
