"""Answers: what a loop does with what its statement returns, and how one for all does it."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.syntax import Site

__all__ = ["answered", "is_added_up", "list_kept_in"]


def is_added_up(gathering: Gathering) -> bool:
    """The loop drops the answer, or adds it to a sum that it reads nowhere else."""
    node, asked = gathering.statement.node, gathering.scene.asked.site.node
    if gathering.is_alone:
        return True
    if not isinstance(node, ast.AugAssign) or not isinstance(node.op, ast.Add):
        return False
    is_sum = asked in (node.value, getattr(node.value, "value", None))
    name = getattr(node.target, "id", "")
    return is_sum and bool(name) and _times_used(gathering.loop.site.node, name) == 1


def answered(gathering: Gathering, call: str) -> str:
    """Return the loop's statement with *call* in the place of what it asks."""
    statement, asked = gathering.statement, gathering.scene.asked.site
    return source_of(statement).replace(source_of(asked), call, 1)


def list_kept_in(gathering: Gathering) -> str:
    """Return the list, empty before the loop, that takes what is returned, and that only."""
    node, asked = gathering.statement.node, gathering.scene.asked.site.node
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or call.args != [asked]:
        return ""
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr != "append":
        return ""
    name, loop = getattr(func.value, "id", ""), gathering.loop.site
    is_read = _times_used(loop.node, name) != 1
    return "" if is_read or not _is_empty_before(loop, name) else name


def _is_empty_before(loop: Site, name: str) -> bool:
    """Say whether the statements before *loop* make *name* an empty list, and no more."""
    before = []
    for value in vars(loop.path[-2]).values():
        if isinstance(value, list) and loop.node in value:
            before = value[: value.index(loop.node)]
    made = [node for node in before if _makes_empty(node, name)]
    behind = before[before.index(made[-1]) + 1 :] if made else []
    return bool(made) and not any(_times_used(node, name) for node in behind)


def _makes_empty(node: ast.stmt, name: str) -> bool:
    value = getattr(node, "value", None)
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    is_list = isinstance(value, ast.List) and not value.elts
    is_call = isinstance(value, ast.Call) and not value.args
    is_empty = is_list or (is_call and getattr(value.func, "id", "") == "list")  # type: ignore[union-attr]
    return is_empty and [getattr(t, "id", "") for t in targets] == [name]


def _times_used(tree: ast.AST, name: str) -> int:
    return sum(getattr(node, "id", "") == name for node in ast.walk(tree))
