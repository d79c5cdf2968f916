"""Grouping: a count or check of one key, written anew for all keys at once."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nplusone_guard.advise.editing.text import parsed

__all__ = ["distinct_keys", "grouped_by"]

_SELECTS = frozenset({"select", "query"})
_NOT_GROUPED = frozenset({"distinct", "limit", "offset", "group_by", "having", "union"})
_NO_MATTER = frozenset({"order_by", "correlate", "options"})
_ENDS = frozenset({"exists", "subquery", "scalar_subquery", "select", "label", "alias"})


def grouped_by(
    statement: ast.expr, keys: Sequence[str], function: str
) -> tuple[ast.expr, str] | None:
    """Return `select(keys, function)....group_by(keys)` and the function as written.

    None where that would say less than *statement*.
    """
    core = _asking(statement)
    if core is None or _calls(core) & _NOT_GROUPED:
        return None
    counted = parsed(function)
    if counted is None:
        return None
    own = _own_function(core) or counted
    written = ast.unparse(own)
    return _call(_selecting(core, [*keys, written]), "group_by", keys), written


def distinct_keys(statement: ast.expr, keys: Sequence[str]) -> ast.expr | None:
    """Return `select(keys)....distinct()`, which has each key that has anything."""
    core = _asking(statement)
    if core is None or _calls(core) & (_NOT_GROUPED - {"distinct"}):
        return None
    return _call(_selecting(core, keys), "distinct", ())


def _asking(tree: ast.expr) -> ast.expr | None:
    """Return the innermost select or query that has the condition on the keys."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _has_keys(node):
            chain = _chain(node)
            if chain is not None:
                # The first one met is the whole chain, those after it its parts.
                found.setdefault(_start(chain), chain)
    return list(found.values())[-1] if found else None


def _start(chain: ast.expr) -> str:
    node: ast.expr = chain
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return f"{node.lineno}:{node.col_offset}"


def _has_keys(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr == "in_"
        for part in ast.walk(node)
    )


def _chain(node: ast.expr) -> ast.expr | None:
    """Return *node* where it is `select(...).where(...)` or `exists().where(...)`.

    What only wraps it, like `.exists()`, is left out.
    """
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _ENDS
    ):
        node = node.func.value
    if _root(node) is None and not _is_of_class(node):
        return None
    own = [
        argument
        for call in _links(node)
        if _name(call) in ("where", "filter", "filter_by", "exists")
        for argument in call.args
    ]
    return node if any(_has_own_key(argument) for argument in own) else None


def _has_own_key(argument: ast.expr) -> bool:
    inner = [n for n in ast.walk(argument) if isinstance(n, ast.Call)]
    return _has_keys(argument) and not any(
        _name(call) in (*_SELECTS, "exists") for call in inner
    )


def _root(node: ast.expr) -> ast.Call | None:
    """Return the `select(...)`, `query(...)` or `exists(...)` that a chain begins with."""
    for call in _links(node):
        if _name(call) in _SELECTS:
            return call
        if _name(call) == "exists" and isinstance(call.func, ast.Name):
            return call
    return None


def _is_of_class(node: ast.expr) -> bool:
    """Say whether a chain begins with `Book.query`, which selects the class."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        if isinstance(node, ast.Attribute) and node.attr == "query":
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _links(node: ast.expr) -> list[ast.Call]:
    """Return the calls of a chain, the last one first."""
    found = []
    while isinstance(node, (ast.Call, ast.Attribute)):
        if isinstance(node, ast.Call):
            found.append(node)
            node = node.func
        else:
            node = node.value
    return found


def _calls(node: ast.expr) -> set[str]:
    return {_name(call) for call in _links(node)}


def _selecting(core: ast.expr, columns: Sequence[str]) -> ast.expr:
    """Return *core* with *columns* in place of what it selects, in no order."""
    copy = ast.parse(ast.unparse(core), mode="eval").body
    kept = _Bare().visit(copy)
    root = _root(kept)
    if root is None:
        return _call(kept, "with_entities", columns)
    if _name(root) == "exists":
        root.func = ast.Name("select", ast.Load())
        conditions = [a for a in root.args if isinstance(a, (ast.Compare, ast.Call))]
        root.args = [ast.parse(column, mode="eval").body for column in columns]
        if conditions:
            parent = ast.unparse(kept)
            where = ", ".join(map(ast.unparse, conditions))
            return ast.parse(f"{parent}.where({where})", mode="eval").body
        return kept  # type: ignore[no-any-return]
    root.args = [ast.parse(column, mode="eval").body for column in columns]
    return kept  # type: ignore[no-any-return]


class _Bare(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.func = self.visit(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _NO_MATTER:
            return node.func.value
        return node


def _own_function(core: ast.expr) -> ast.expr | None:
    """Return the `func.count(...)` that the author wrote."""
    root = _root(core)
    given = root.args[0] if root is not None and len(root.args) == 1 else None
    while isinstance(given, ast.Call) and _name(given) == "label":
        assert isinstance(given.func, ast.Attribute)
        given = given.func.value
    text = ast.unparse(given) if given is not None else ""
    return given if text.startswith(("func.", "sa.func.")) else None


def _call(node: ast.expr, method: str, arguments: Sequence[str]) -> ast.expr:
    text = f"{ast.unparse(node)}.{method}({', '.join(arguments)})"
    return ast.parse(text, mode="eval").body


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")
