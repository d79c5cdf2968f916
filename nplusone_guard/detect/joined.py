"""Joined by hand: queries written out one by one, whose rows go through one loop."""

from __future__ import annotations

import ast

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.modules import expression_in, tree_of
from nplusone_guard.detect.values import Candidate

__all__ = ["is_joined_by_hand"]

_JOIN = frozenset({"chain", "zip", "zip_longest", "merge", "interleave"})


def is_joined_by_hand(candidate: Candidate) -> bool:
    """`chain(old, new)` asks for each of its arguments, however many rows they have.

    What a generator hands over, as in `chain(*queries)`, is another matter.
    """
    evidence = candidate.evidence
    entry = evidence.entry
    if entry is None or entry.operation != "select" or entry.relation is not None:
        return False
    if evidence.loop is not None or evidence.askers:
        return False
    return candidate.count <= _written_out(evidence.blame)


def _written_out(blame: Span) -> int:
    """Return how many arguments are joined at *blame*, 0 where that is unknown."""
    asked = expression_in(blame.expression or "")
    if asked is None:
        return 0
    names = {node.id for node in ast.walk(asked) if isinstance(node, ast.Name)}
    most = _most_arguments(asked)
    tree = tree_of(blame.file)
    for node in () if most or tree is None else ast.walk(tree):
        if isinstance(node, ast.Assign) and node.lineno < blame.line:
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id in names:
                most = _most_arguments(node.value)
    return most


def _most_arguments(tree: ast.AST) -> int:
    joins = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return max(map(_arguments, joins), default=0)


def _arguments(call: ast.Call) -> int:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_open = any(isinstance(argument, ast.Starred) for argument in call.args)
    return 0 if is_open or name not in _JOIN else len(call.args)
