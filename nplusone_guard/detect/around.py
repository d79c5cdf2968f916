"""Around: the loops that stand around a place in its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.expressions import Span, text_at
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.modules import (
    byte_column,
    character_column,
    lines_of,
    tree_of,
)
from nplusone_guard.capture.wording import in_one_line

__all__ = [
    "LOOPS",
    "Loop",
    "around",
    "beyond",
    "iterated",
    "loops_around",
    "place_of",
    "span_of",
]

Loop = ast.For | ast.AsyncFor | ast.While | ast.comprehension
LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_OTHER_CODE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_Position = tuple[int, int]


def around(span: Span) -> list[ast.AST]:
    """Return the nodes that cover *span*, outer ones first; none without a source."""
    tree, lines = tree_of(span.file), lines_of(span.file)
    if tree is None or not 1 <= span.line <= span.end_line <= len(lines):
        return []
    start = span.line, byte_column(lines[span.line - 1], span.column)
    end = span.end_line, byte_column(lines[span.end_line - 1], span.end_column)
    return [tree, *_covering(tree, start, end)]


def loops_around(span: Span) -> list[Loop]:
    """Return the loops of one function that repeat *span*, innermost first."""
    path = around(span)
    found: list[Loop] = []
    for outer, inner in reversed(list(zip(path, path[1:], strict=False))):
        if isinstance(outer, _OTHER_CODE):
            break
        found += _repeating(outer, inner)
    return found


def beyond(evidence: Evidence) -> tuple[Span, ...]:
    """Return the callers further out than the loop that was seen."""
    callers, loop = evidence.callers, evidence.loop
    if loop is None or loop.call not in callers:
        return callers
    return callers[callers.index(loop.call) + 1 :]


def iterated(loop: Loop) -> ast.expr | None:
    """Return what *loop* goes over, None for a `while`."""
    return None if isinstance(loop, ast.While) else loop.iter


def place_of(loop: Loop, call: Span) -> LoopPlace:
    """Return what the reader is shown of *loop*, which repeats *call*."""
    first: ast.AST = loop.target if isinstance(loop, ast.comprehension) else loop
    last: ast.AST = loop.test if isinstance(loop, ast.While) else loop.iter
    return LoopPlace(span_of(first, call, last), _kind(loop), call)


def span_of(first: ast.AST, near: Span, last: ast.AST | None = None) -> Span:
    """Return the span from *first* to *last*, in the function of *near*."""
    lines = lines_of(near.file)
    last = last or first
    line, end_line = getattr(first, "lineno", 1), getattr(last, "end_lineno", 1)
    column = character_column(lines[line - 1], getattr(first, "col_offset", 0))
    end = character_column(lines[end_line - 1], getattr(last, "end_col_offset", 0))
    text = text_at(lines, (line, end_line, column, end))
    shown = in_one_line(text) if text else None
    return Span(near.file, line, end_line, column, end, near.function, shown)


def _kind(loop: Loop) -> str:
    if isinstance(loop, ast.comprehension):
        return "comprehension"
    return {ast.While: "while", ast.AsyncFor: "async for"}.get(type(loop), "for")


def _repeating(outer: ast.AST, inner: ast.AST) -> list[Loop]:
    """Return the loops by which *outer* repeats its child *inner*, innermost first."""
    if isinstance(outer, LOOPS):
        is_once = inner is getattr(outer, "iter", None) or inner in outer.orelse
        return [] if is_once else [outer]
    if not isinstance(outer, _COMPREHENSIONS):
        return []
    repeating: list[Loop] = []
    for clause in outer.generators:
        if inner is clause.iter:
            break  # what a clause goes over is asked for by the clauses before it
        repeating.insert(0, clause)
        if inner in clause.ifs:
            break
    return repeating


def _covering(node: ast.AST, start: _Position, end: _Position) -> Iterator[ast.AST]:
    for child in _children(node):
        if _covers(child, start, end):
            yield child
            yield from _covering(child, start, end)
            return


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children of *node*; a clause has no place, so its parts stand for it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.comprehension):
            yield from (child.target, child.iter, *child.ifs)
        else:
            yield child


def _covers(node: ast.AST, start: _Position, end: _Position) -> bool:
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if first is None or last is None:
        return False
    begins = (first, getattr(node, "col_offset", 0))
    return begins <= start and end <= (last, getattr(node, "end_col_offset", 0))
