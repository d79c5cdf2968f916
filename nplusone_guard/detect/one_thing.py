"""One thing: a helper for many that is handed a single one, written out as `[book]`.

`serialize([book])` here and there goes round once each time, however many books there are.
A list that a query filled is another matter: it has one row today.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.expressions import Span
from nplusone_guard.detect.around import around, beyond
from nplusone_guard.detect.values import Candidate

__all__ = ["is_of_one_thing"]

_NO_COINCIDENCE = 3
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_of_one_thing(candidate: Candidate) -> bool:
    """Each time the loop had the one round that the source gives it."""
    evidence = candidate.evidence
    if not evidence.is_alone or candidate.count > _NO_COINCIDENCE:
        return False
    calls = beyond(evidence)
    inside = () if evidence.loop is None else (evidence.loop.call,)
    return any(map(_hands_over_one, calls)) or any(
        _makes_one(span) for span in (*inside, *calls)
    )


def _hands_over_one(call: Span) -> bool:
    """Say whether *call* is handed a list of one: `serialize([book])`."""
    nodes = around(call)
    node = nodes[-1] if nodes else None
    return isinstance(node, ast.Call) and any(map(_is_of_one, node.args))


def _makes_one(place: Span) -> bool:
    """Say whether the function at *place* makes a list of what it was given: `x = [x]`."""
    functions = [node for node in around(place) if isinstance(node, _FUNCTIONS)]
    return any(
        isinstance(node, ast.Assign)
        and _is_of_one(node.value)
        and ast.unparse(node.value)[1:-1] in map(ast.unparse, node.targets)
        for function in functions[-1:]
        for node in ast.walk(function)
    )


def _is_of_one(node: ast.expr) -> bool:
    return (
        isinstance(node, (ast.List, ast.Tuple))
        and len(node.elts) == 1
        and not isinstance(node.elts[0], ast.Starred)
    )
