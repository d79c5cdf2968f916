"""Probing: a loop that asks until the answer suits it, as for a name nobody has.

Each question follows from the answer to the one before; no rows are gone over.
"""

from __future__ import annotations

import ast
from itertools import pairwise

from nplusone_guard.capture.early_exit import leaves
from nplusone_guard.capture.expressions import Span
from nplusone_guard.detect.around import LOOPS, around, beyond, loops_around
from nplusone_guard.detect.values import Candidate

__all__ = ["is_probing"]

_YES_OR_NO = frozenset({"exists", "count", "contains", "first", "select"})


def is_probing(candidate: Candidate) -> bool:
    """The answer decides whether the loop goes on, and no loop over rows is around."""
    loop = candidate.evidence.loop
    if candidate.operation not in _YES_OR_NO or candidate.relation is not None:
        return False
    if loop is None or loop.kind not in ("for", "while"):
        return False
    if len(loops_around(loop.call)) != 1 or not _decides(loop.call):
        return False
    return not any(map(loops_around, beyond(candidate.evidence)))


def _decides(call: Span) -> bool:
    """Say whether what is asked at *call* decides about another round."""
    path = around(call)
    loop = next(node for node in reversed(path) if isinstance(node, LOOPS))
    for outer, inner in reversed(list(pairwise(path))):
        if isinstance(outer, ast.NamedExpr):
            return False  # the answer is a row to go on from
        if outer is loop:
            return inner is getattr(outer, "test", None)
        if _has_rows(loop):
            continue
        if isinstance(outer, ast.If) and inner is outer.test:
            return leaves(outer.body) or leaves(outer.orelse)
        if isinstance(outer, ast.Assign) and inner is outer.value:
            return _is_decided_by(loop, outer.targets[0])
    return False


def _is_decided_by(loop: ast.AST, target: ast.expr) -> bool:
    """Say whether the variable at *target* decides about another round of *loop*."""
    name = getattr(target, "id", None)
    tests = [getattr(loop, "test", None)]
    for node in ast.walk(loop):
        if isinstance(node, ast.If) and (leaves(node.body) or leaves(node.orelse)):
            tests.append(node.test)
    parts = [part for test in tests if test is not None for part in ast.walk(test)]
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _has_rows(loop: ast.AST) -> bool:
    if isinstance(loop, ast.While):
        return False
    called = getattr(getattr(loop, "iter", None), "func", None)
    name = getattr(called, "id", getattr(called, "attr", ""))
    return name not in ("range", "count", "repeat")
