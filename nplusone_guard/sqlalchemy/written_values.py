"""Written values: what `.values(...)` or a Query's `update({...})` sets, as a dict."""

from __future__ import annotations

import ast

__all__ = ["values_of", "without_values"]


def values_of(statement: ast.expr) -> ast.expr | None:
    """Return the values as a dict of column names; None where there are none.

    `.values(**row)` has its dict already.
    """
    for node in ast.walk(statement):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "values" and node.keywords and not node.args:
            words = node.keywords
            if len(words) == 1 and words[0].arg is None:
                return words[0].value
            names = [None if w.arg is None else ast.Constant(w.arg) for w in words]
            return ast.Dict([*names], [word.value for word in words])
        if node.func.attr in ("values", "update") and len(node.args) == 1:
            return _named(node.args[0])
    return None


def without_values(statement: ast.expr) -> str:
    """Return *statement* without its `.values(...)`."""
    copy = ast.parse(ast.unparse(statement), mode="eval").body
    return ast.unparse(_Bare().visit(copy))


def _named(given: ast.expr) -> ast.expr | None:
    """Return the dict *given* with `Book.title` as "title"."""
    if isinstance(given, ast.Name):
        return given
    if not isinstance(given, ast.Dict):
        return None
    keys: list[ast.expr | None] = []
    for key in given.keys:
        if key is None:
            keys.append(None)
        elif isinstance(key, ast.Attribute):
            keys.append(ast.Constant(key.attr))
        elif isinstance(key, ast.Constant):
            keys.append(key)
        else:
            return None
    return ast.Dict(keys, given.values)


class _Bare(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "values":
            return node.func.value
        return node
