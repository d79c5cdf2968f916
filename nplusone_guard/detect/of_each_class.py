"""Of each class: a loop over classes, each of which is asked once.

`for model in models: model.objects.count()` sends the same statement twice where two
classes share a table, as a proxy does with its parent.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.modules import expression_in
from nplusone_guard.detect.around import loops_around
from nplusone_guard.detect.values import Candidate

__all__ = ["is_of_each_class"]

# What only a class has: Django's rows refuse to give their managers.
_OF_A_CLASS = frozenset({"objects", "_default_manager", "_base_manager"})


def is_of_each_class(candidate: Candidate) -> bool:
    """The loop's own variable is a class, and what is asked is asked of it."""
    evidence = candidate.evidence
    if not candidate.is_same or candidate.relation is not None or evidence.loop is None:
        return False
    if evidence.loop.call != evidence.blame:
        return False
    asked = expression_in(evidence.blame.expression or "")
    if asked is None:
        return False
    classes = {
        node.value.id
        for node in ast.walk(asked)
        if isinstance(node, ast.Attribute)
        and node.attr in _OF_A_CLASS
        and isinstance(node.value, ast.Name)
    }
    loops = loops_around(evidence.blame)[:1]
    targets = [loop.target for loop in loops if not isinstance(loop, ast.While)]
    return any(
        isinstance(part, ast.Name) and part.id in classes
        for target in targets
        for part in ast.walk(target)
    )
