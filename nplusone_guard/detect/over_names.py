"""Over names: loops that go over what things are called, and not over rows.

`for part in path.split("__"): value = getattr(value, part)` takes one row further; the
rows are those of the loop around it.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.expressions import Span
from nplusone_guard.detect.around import Loop, around, iterated, loops_around
from nplusone_guard.detect.constants import is_plain, local_literal
from nplusone_guard.detect.values import Candidate

__all__ = ["goes_over_names", "names_what_is_looked_up"]

_PIECES = frozenset({"split", "rsplit", "splitlines"})


def goes_over_names(candidate: Candidate, loop: Loop, call: Span) -> bool:
    """Say whether *loop*, around *call*, gives plain values, which load no relation."""
    if candidate.operation not in ("lazy", "column") or candidate.relation is None:
        return False
    items = iterated(loop)
    if items is None:
        return False
    if getattr(getattr(items, "func", None), "attr", "") in _PIECES:
        return True
    literal = local_literal(items, call) or _of_class(items, call)
    return literal is not None or _names_a_part(loop, call)


def names_what_is_looked_up(candidate: Candidate) -> bool:
    """Say whether a look-up's loop names what is looked up, as `given["buyer"]` does.

    Those are two things to look up, and not two keys of many.
    """
    loop = candidate.evidence.loop
    if candidate.operation not in ("get", "first") or candidate.relation is not None:
        return False
    loops = [] if loop is None else loops_around(loop.call)
    return bool(loops) and _names_a_part(loops[0], loop.call)  # type: ignore[union-attr]


def _names_a_part(loop: Loop, call: Span) -> bool:
    """Say whether *call* takes the variable of *loop* for a name, and for nothing else."""
    target, path = getattr(loop, "target", None), around(call)
    if not isinstance(target, ast.Name) or not path:
        return False
    used = [n for n in ast.walk(path[-1]) if getattr(n, "id", None) == target.id]
    names = {
        id(inner)
        for node in ast.walk(path[-1])
        for inner in ast.walk(_name_of_part(node) or ast.Pass())
    }
    return bool(used) and all(id(node) in names for node in used)


def _name_of_part(node: ast.AST) -> ast.AST | None:
    """Return the `name` of `given[name]` and `getattr(row, name)`."""
    if isinstance(node, ast.Subscript):
        return node.slice
    is_getattr = (
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr"
    )
    return node.args[1] if is_getattr and len(node.args) > 1 else None  # type: ignore[attr-defined]


def _of_class(node: ast.expr, call: Span) -> ast.expr | None:
    """Return the literal of plain values that the class around *call* has as `self.x`."""
    is_own = getattr(getattr(node, "value", None), "id", "") in ("self", "cls")
    if not isinstance(node, ast.Attribute) or not is_own:
        return None
    for owner in around(call):
        for part in owner.body if isinstance(owner, ast.ClassDef) else ():
            value = getattr(part, "value", None)
            targets = getattr(part, "targets", [getattr(part, "target", None)])
            is_it = any(getattr(each, "id", "") == node.attr for each in targets)
            if is_it and isinstance(value, ast.expr) and is_plain(value):
                return value
    return None
