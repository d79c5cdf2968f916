"""Uses of a variable that held a queryset and is to hold a list."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.django.advice.scene import Scene

__all__ = ["as_list"]

_OF_A_LIST = {
    "all": "{name}",
    "iterator": "{name}",
    "exists": "bool({name})",
    "count": "len({name})",
    "first": "next(iter({name}), None)",
}


def as_list(edits: Edits, scene: Scene) -> bool:
    """Exchange the variable's queryset methods; False where a list has no such thing."""
    statement = statement_of(scene.asked.query)
    targets = getattr(statement.node, "targets", [])
    is_whole = getattr(statement.node, "value", None) is scene.asked.query.node
    if not is_whole or len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return True
    name, scope = targets[0].id, statement.scope()
    calls = [
        node
        for node in ast.walk(scope.node)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == name
    ]
    for call in calls:
        method = getattr(call.func, "attr", "")
        if method not in _OF_A_LIST or call.args or call.keywords:
            return False
        edits.replace(scope.below(call), _OF_A_LIST[method].replace("{name}", name))
    return True
