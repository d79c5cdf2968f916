"""Of each query: a loop over queries that stand in the source, each asked once.

`for name, query in {"open": ..., "paid": ...}.items(): query.count()` goes over questions,
not over rows.
"""

from __future__ import annotations

import ast

from nplusone_guard.detect.around import Loop, iterated, loops_around
from nplusone_guard.detect.constants import only_value
from nplusone_guard.detect.values import Candidate

__all__ = ["is_of_each_query"]

_ASKED = frozenset({"count", "exists", "aggregate", "select", "first"})


def is_of_each_query(candidate: Candidate) -> bool:
    """The loop's own variable is asked, and its values are written out before."""
    evidence = candidate.evidence
    if candidate.operation not in _ASKED or candidate.relation is not None:
        return False
    if evidence.loop is None or evidence.loop.call != evidence.blame:
        return False
    loops = loops_around(evidence.blame)
    if not loops or not _is_asked(loops[0], evidence.blame.expression or ""):
        return False
    items = iterated(loops[0])
    function = items.func if isinstance(items, ast.Call) else None
    if isinstance(function, ast.Attribute) and function.attr in ("items", "values"):
        items = function.value
    value = None if items is None else only_value(items, evidence.blame)
    return value is not None and candidate.count <= _calls(value)


def _is_asked(loop: Loop, asked: str) -> bool:
    """Say whether the question *asked* begins with a variable of *loop*."""
    target = getattr(loop, "target", None)
    root = asked.partition(".")[0]
    nodes = ast.walk(target) if isinstance(target, ast.expr) else ()
    return any(isinstance(node, ast.Name) and node.id == root for node in nodes)


def _calls(value: ast.expr) -> int:
    """Return how many queries the literal *value* holds, 0 where it may be any number."""
    if isinstance(value, ast.Dict):
        items = [] if None in value.keys else value.values
    else:
        items = list(getattr(value, "elts", ()))
    calls = [item for item in items if isinstance(item, ast.Call)]
    return len(calls) if len(calls) == len(items) else 0
