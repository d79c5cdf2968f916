"""Inlining: what a helper does for one row, in the words of the loop that calls it."""

from __future__ import annotations

import ast
from dataclasses import replace

from nplusone_guard.advise.editing.edits import statement_of
from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.saying import said_by_caller
from nplusone_guard.advise.editing.tasks import is_left_to_a_task
from nplusone_guard.advise.editing.text import segment, source_of
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, site_at

__all__ = ["inlined"]

_MOST_CALLS = 3


def inlined(asked: Asked, loop: Site) -> Asked | None:
    """Return *asked* as the loop's own; None where a helper does more than plain lines.

    The query has to be the last thing that each helper on the way does.
    """
    for _ in range(_MOST_CALLS):
        outer = _in_caller(asked) if asked.callers else None
        if outer is None:
            return None
        if any(node is loop.node for node in outer.site.path):
            return outer
        asked = outer
    return None


def _in_caller(asked: Asked) -> Asked | None:
    function, call = asked.site.scope(), site_at(asked.callers[0])
    lines = _lines_before(function, asked.site)
    if call is None or lines is None or not isinstance(call.node, ast.Call):
        return None
    if is_left_to_a_task(function, call):
        return None
    said = [_said(function, line, call) for line in (*lines, *asked.before)]
    text = said_by_caller(function, asked.text, call)
    if text is None or None in said:
        return None
    return replace(
        asked,
        site=call,
        text=text,
        callers=asked.callers[1:],
        lenders=asked.files,
        before=tuple(line for line in said if line is not None),
    )


def _lines_before(function: Site, asked: Site) -> list[str] | None:
    """Return the plain lines before the last one, which asks; None where it is not so."""
    if not isinstance(function.node, FUNCTIONS) or function.node.decorator_list:
        return None
    last = statement_of(asked).node
    body = list(function.node.body)
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    is_last = isinstance(last, ast.Expr) and last.value is asked.node
    if not is_last or not body or body[-1] is not last:
        return None
    return [source_of(function.below(statement)) for statement in body[:-1]]


def _said(function: Site, line: str, call: Site) -> str | None:
    """Return *line*, which sets an attribute or calls something, as the caller says it."""
    try:
        statement = ast.parse(line).body[0]
    except (SyntaxError, IndexError):
        return None
    if isinstance(statement, ast.Expr):
        return said_by_caller(function, line, call)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AugAssign):
        target = statement.target
    else:
        return None
    if not isinstance(target, (ast.Attribute, ast.Subscript)):
        return None  # a variable of the helper may be one of the loop's too
    left, right = segment(line, target), segment(line, statement.value)
    between = line[len(left) : len(line) - len(right)]
    parts = [said_by_caller(function, part, call) for part in (left, right)]
    if None in parts or not line.endswith(right):
        return None
    return f"{parts[0]}{between}{parts[1]}"
