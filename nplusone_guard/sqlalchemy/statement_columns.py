"""Columns in place of relations: `Book.author == author` as the columns say it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

__all__ = ["by_columns", "related_in"]


def related_in(fact: str) -> dict[str, tuple[str, str]]:
    """Read "Book.author=author_id=id": the relation, its column, the other's key."""
    found = {}
    for word in fact.split():
        relation, column, key = word.split("=")
        found[relation] = (column, key)
    return found


def by_columns(statement: ast.expr, related: Mapping[str, tuple[str, str]]) -> ast.expr:
    """Return *statement* with comparisons of whole objects made those of their keys."""
    return _Columns(related).visit(statement) if related else statement


class _Columns(ast.NodeTransformer):
    def __init__(self, related: Mapping[str, tuple[str, str]]) -> None:
        self.related = related

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
            return node
        known = self._known(ast.unparse(node.left))
        if known is None or not isinstance(node.left, ast.Attribute):
            return node
        left = ast.Attribute(node.left.value, known[0], ast.Load())
        return ast.Compare(left, node.ops, [_key_of(node.comparators[0], known[1])])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        if name == "filter_by":
            for word in node.keywords:
                known = self._by_name(str(word.arg))
                if known is not None:
                    word.arg, word.value = known[0], _key_of(word.value, known[1])
        if name == "with_parent" and len(self.related) == 1 and node.args:
            relation, (column, key) = next(iter(self.related.items()))
            owner = relation.rpartition(".")[0]
            left = ast.parse(f"{owner}.{column}", mode="eval").body
            return ast.Compare(left, [ast.Eq()], [_key_of(node.args[0], key)])
        return node

    def _known(self, text: str) -> tuple[str, str] | None:
        if text in self.related:
            return self.related[text]
        # A class can be reached through its module: models.Book.author.
        return next(
            (v for k, v in self.related.items() if text.endswith(f".{k}")), None
        )

    def _by_name(self, name: str) -> tuple[str, str] | None:
        return next(
            (v for k, v in self.related.items() if k.rpartition(".")[2] == name), None
        )


def _key_of(value: ast.expr, key: str) -> ast.expr:
    return ast.Attribute(value, key, ast.Load())
