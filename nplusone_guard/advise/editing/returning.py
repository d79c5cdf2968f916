"""Returning: a helper that does nothing but give back one expression."""

from __future__ import annotations

import ast

from nplusone_guard.diagnose.syntax import FUNCTIONS, Site

__all__ = ["only_return"]


def only_return(
    function: Site, known: set[str] | None = None, opened: ast.AST | None = None
) -> Site | None:
    """Return what *function* gives back, where it does nothing else.

    It may put the query together before, in variables that are not among the *known*
    names any more, and do so within *opened*, the `with` of its session.
    """
    if not isinstance(function.node, FUNCTIONS):
        return None
    body = list(function.node.body)
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if isinstance(opened, (ast.With, ast.AsyncWith)) and body == [opened]:
        return _last(function, list(opened.body), known)
    return _last(function, body, known)


def _last(function: Site, body: list[ast.stmt], known: set[str] | None) -> Site | None:
    while known is not None and len(body) > 1 and _is_filled_in(body[0], known):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    return function.below(body[0].value)


def _is_filled_in(statement: ast.stmt, known: set[str]) -> bool:
    """Say whether *statement* gives a value to a name that the text has no more."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return len(targets) == 1 and (
        isinstance(targets[0], ast.Name) and targets[0].id not in known
    )
