"""Openings: the place where the application makes the session that a loop reads with."""

from __future__ import annotations

import ast

from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.modules import character_column, lines_of, tree_of
from nplusone_guard.sqlalchemy.origins import parsed

__all__ = ["session_opening"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def session_opening(evidence: Evidence) -> tuple[Span, ast.Call] | None:
    """Return `Session(engine)` of the nearest `with`, and its call within the text."""
    for span in (
        evidence.loop.span if evidence.loop else evidence.blame,
        *evidence.callers,
    ):
        found = _in_function(span)
        if found is not None:
            return found
    return None


def _in_function(span: Span) -> tuple[Span, ast.Call] | None:
    tree = tree_of(span.file)
    if tree is None:
        return None
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (*_FUNCTIONS, ast.Module)) and _holds(node, span.line)
    ]
    for function in reversed(around):
        for node in ast.walk(function):
            for call in _opened(node):
                if call.lineno <= span.line:
                    return _located(span, call)
    return None


def _holds(node: ast.AST, line: int) -> bool:
    if isinstance(node, ast.Module):
        return True
    return getattr(node, "lineno", 0) <= line <= (getattr(node, "end_lineno", 0) or 0)


def _opened(node: ast.AST) -> list[ast.Call]:
    given: list[ast.expr] = []
    if isinstance(node, (ast.With, ast.AsyncWith)):
        given = [item.context_expr for item in node.items]
    elif isinstance(node, ast.Assign):
        given = [node.value]
    return [
        call for call in given if isinstance(call, ast.Call) and _makes_session(call)
    ]


def _makes_session(call: ast.Call) -> bool:
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    return "session" in name.lower() and not name.startswith("guard")


def _located(span: Span, call: ast.Call) -> tuple[Span, ast.Call] | None:
    text = ast.unparse(call)
    again = parsed(text)
    if not isinstance(again, ast.Call) or call.end_lineno != call.lineno:
        return None
    line = lines_of(span.file)[call.lineno - 1]
    column = character_column(line, call.col_offset)
    end_column = character_column(line, call.end_col_offset or 0)
    place = Span(
        span.file, call.lineno, call.lineno, column, end_column, span.function, text
    )
    return place, again
