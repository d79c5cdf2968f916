"""Rewriting a statement's source: from one key to all keys."""

from __future__ import annotations

import ast

__all__ = ["conditions_of", "for_all_keys", "plural", "with_columns"]

_ONE_ROW_ENDS = frozenset({"one", "one_or_none", "first", "scalar", "all", "count"})


def plural(key: str) -> str:
    """Return a name for many values of "Author.id": ids."""
    name = key.rpartition(".")[2]
    return f"{name}s" if not name.endswith("s") else f"{name}_values"


def for_all_keys(
    statement: ast.expr, key: str, *, drops_limit: bool = True
) -> ast.expr | None:
    """Return *statement* with `key == value` made `key.in_(values)`.

    None where the source has no such comparison; *statement* itself stays as it is.
    """
    copy = ast.parse(ast.unparse(statement), mode="eval").body
    while isinstance(copy, ast.Call) and _method(copy) in _ONE_ROW_ENDS:
        assert isinstance(copy.func, ast.Attribute)
        copy = copy.func.value
    change = _Keys(key, drops_limit=drops_limit)
    changed = change.visit(copy)
    assert isinstance(changed, ast.expr)
    return changed if change.found else None


def conditions_of(statement: ast.expr) -> list[str]:
    """Return what `where` and `filter` are given anywhere in *statement*."""
    return [
        ast.unparse(argument)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and _method(node) in ("where", "filter")
        for argument in node.args
    ]


def with_columns(statement: ast.expr, columns: list[str]) -> ast.expr:
    """Return *statement* with *columns* put before what it selects."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _name(node) in ("select", "query"):
            present = {ast.unparse(argument) for argument in node.args}
            added = [
                ast.parse(column, mode="eval").body
                for column in columns
                if column not in present
            ]
            node.args = [*added, *node.args]
            break
    return statement


class _Keys(ast.NodeTransformer):
    def __init__(self, key: str, *, drops_limit: bool) -> None:
        self.key = key
        self.drops_limit = drops_limit
        self.found = False

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            sides = (ast.unparse(node.left), ast.unparse(node.comparators[0]))
            for side in sides:
                if _is_same(side, self.key):
                    self.found = True
                    return _in(side, self.key)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = _method(node)
        if name == "filter_by":
            return self._filter_by(node)
        if (
            name == "limit"
            and self.drops_limit
            and isinstance(node.func, ast.Attribute)
        ):
            return node.func.value
        if _name(node) == "with_parent":
            self.found = True
            return _in(self.key, self.key)
        return node

    def _filter_by(self, node: ast.Call) -> ast.expr:
        wanted = self.key.rpartition(".")[2]
        left = [word for word in node.keywords if word.arg != wanted]
        if len(left) == len(node.keywords):
            return node
        self.found = True
        assert isinstance(node.func, ast.Attribute)
        inner = node.func.value
        filtered = ast.Call(
            ast.Attribute(inner, "filter", ast.Load()), [_in(self.key, self.key)], []
        )
        if not left:
            return filtered
        return ast.Call(ast.Attribute(filtered, "filter_by", ast.Load()), [], left)


def _is_same(side: str, key: str) -> bool:
    if side == key:
        return True
    # A Core table can go by any name: authors.c.id is author.c.id.
    return ".c." in key and ".c." in side and side.endswith(key[key.index(".c.") :])


def _in(column: str, key: str) -> ast.expr:
    return ast.parse(f"{column}.in_({plural(key)})", mode="eval").body


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _name(node: ast.Call) -> str:
    return _method(node) or getattr(node.func, "id", "")
