"""An access: the parts of `row.relation.all()`, and what binds its variable."""

from __future__ import annotations

import ast

from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import FUNCTIONS, Place, Site

__all__ = [
    "asks_for",
    "handed_over",
    "is_number",
    "is_self",
    "iterable_binding",
    "outside",
    "receiver",
    "without_methods",
]

# What stands behind a relation's name and hands on its rows.
_HANDS_ON = frozenset(
    {"all", "iterator", "aiterator", "select_related", "only", "defer"}
)
# What has a frame of its own without being called by a name.
_FRAMES = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.Lambda)
# Methods of a session that load relations of the row they are given.
_TAKES_A_ROW = frozenset({"delete", "merge", "refresh"})


def handed_over(site: Site) -> Site | None:
    """Return the row of `session.refresh(row, ["books"])`."""
    node = site.node.value if isinstance(site.node, ast.Await) else site.node
    if isinstance(node, ast.Call) and callee(node) in _TAKES_A_ROW and node.args:
        return site.below(node.args[0])
    return None


def without_methods(node: ast.AST) -> ast.AST:
    """Go down `a.b.all().filter(..)[:3]` to `a.b`."""
    while True:
        if isinstance(node, (ast.Await, ast.Subscript)):
            node = node.value
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                node = node.func.value
            elif node.args:
                node = node.args[0]
            else:
                return node
        elif isinstance(node, ast.Attribute) and node.attr in _HANDS_ON:
            node = node.value
        else:
            return node


def receiver(site: Site) -> Site | None:
    """Return what a method or property was asked of at *site*."""
    node = site.node
    if isinstance(node, ast.Await):
        node = node.value
    if isinstance(node, ast.Call):
        node = node.func
    return site.below(node.value) if isinstance(node, ast.Attribute) else None


def is_self(function: Site, name: str) -> bool:
    arguments = getattr(function.node, "args", None)
    if not isinstance(function.node, FUNCTIONS) or arguments is None:
        return False
    first = [*arguments.posonlyargs, *arguments.args][:1]
    return bool(first and first[0].arg == name) and isinstance(
        function.scope().node, ast.ClassDef
    )


def iterable_binding(site: Site, name: str) -> Site | None:
    """Return the iterable of the innermost loop around *site* that binds *name*."""
    for index in range(len(site.path) - 2, -1, -1):
        node = site.path[index]
        inner = site.path[index + 1]
        around = Site(site.file, site.path[: index + 1])
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            return None
        if (
            isinstance(node, (ast.For, ast.AsyncFor))
            and inner in node.body
            and _binds(node.target, name)
        ):
            return around.below(node.iter)
        for generator in reversed(getattr(node, "generators", [])):
            if _binds(generator.target, name) and generator.iter not in site.path:
                return around.below(generator.iter)
    return None


def _binds(target: ast.expr, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name for part in ast.walk(target)
    )


def outside(
    function: Site, site: Site, callers: tuple[Place | Site, ...]
) -> tuple[Place | Site, ...]:
    """Leave out those who call generator expressions and lambdas within *function*."""
    inner = [node for node in site.path if isinstance(node, _FRAMES)]
    first, last = function.place()[:2]
    for node in inner:
        if node not in function.path and callers and callers[0].file == function.file:
            line = _line(callers[0])
            if first <= line <= last:
                callers = callers[1:]
    return callers


def asks_for(function: Site, receiver_of: Site) -> bool:
    """Say whether what is asked of that receiver is *function*, by its name."""
    asked = getattr(receiver_of.path[-2], "attr", "")
    return bool(asked == getattr(function.node, "name", ""))


def _line(caller: Place | Site) -> int:
    return caller.place()[0] if isinstance(caller, Site) else caller.line


def is_number(node: ast.expr) -> bool:
    """Say whether *node* is a number in the source: the index of one thing among many."""
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(number, ast.Constant) and isinstance(number.value, int)
