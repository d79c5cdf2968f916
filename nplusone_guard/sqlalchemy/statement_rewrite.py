"""Rewriting a statement's source: from one key to all keys."""

from __future__ import annotations

import ast

from nplusone_guard.sqlalchemy.statement_names import by_class_name

__all__ = ["compared_values", "for_all_keys", "plural", "spelled_keys"]

_ONE_ROW_ENDS = frozenset(
    {
        *("one", "one_or_none", "first", "scalar", "all", "count"),
        *("first_or_404", "one_or_404"),
    }
)


def plural(key: str) -> str:
    """Return a name for many values of "Author.id": ids."""
    name = key.rpartition(".")[2]
    return f"{name}s" if not name.endswith("s") else f"{name}_values"


def for_all_keys(
    statement: ast.expr, *keys: str, drops_limit: bool = True
) -> ast.expr | None:
    """Return *statement* with `key == value` made `key.in_(values)`.

    Several keys become `tuple_(...).in_(keys)`. None where the source does not show
    every one of the comparisons; *statement* itself stays as it is.
    """
    copy = by_class_name(statement, keys[0].rpartition(".")[0])
    while isinstance(copy, ast.Call) and _method(copy) in _ONE_ROW_ENDS:
        assert isinstance(copy.func, ast.Attribute)
        copy = copy.func.value
    change = _Keys(keys, drops_limit=drops_limit)
    changed = change.visit(copy)
    assert isinstance(changed, ast.expr)
    is_whole = change.found == set(keys) and not _holds_gap(changed)
    return changed if is_whole else None


def compared_values(statement: ast.expr, *keys: str) -> dict[str, str]:
    """Return what each of *keys* is compared to in *statement*, as source text."""
    return _compared(statement, keys).values


def spelled_keys(statement: ast.expr, *keys: str) -> list[str]:
    """Return *keys* as *statement* spells them: a table may go by another name."""
    sides = _compared(statement, keys).sides
    return [sides.get(key, key) for key in keys]


def _compared(statement: ast.expr, keys: tuple[str, ...]) -> _Keys:
    change = _Keys(keys, drops_limit=True)
    change.visit(by_class_name(statement, keys[0].rpartition(".")[0]))
    return change


# What stands where a comparison was, once another one asks for both.
_GAP = "__gap__"
# What they compare is one column with another.
_NO_CONDITIONS = frozenset({"join", "outerjoin", "options", "order_by", "values"})


class _Keys(ast.NodeTransformer):
    def __init__(self, keys: tuple[str, ...], *, drops_limit: bool) -> None:
        self.keys = keys
        self.drops_limit = drops_limit
        self.found: set[str] = set()
        self.values: dict[str, str] = {}
        self.sides: dict[str, str] = {}

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            sides = (node.left, node.comparators[0])
            for side, other in (sides, sides[::-1]):
                text = ast.unparse(side)
                for key in self.keys:
                    if _is_same(text, key) and not _is_column(other):
                        self.values[key] = ast.unparse(other)
                        self.sides[key] = text
                        return self._asked(text, key)
        return node

    def _asked(self, side: str, key: str) -> ast.expr:
        """Return the condition for all values; a gap once another one has it."""
        is_first = not self.found
        self.found.add(key)
        if len(self.keys) == 1:
            return _in(side, key)
        if not is_first:
            return ast.Name(_GAP, ast.Load())
        columns = ", ".join(self.keys)
        return ast.parse(f"tuple_({columns}).in_(keys)", mode="eval").body

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.BitAnd):
            if _is_gap(node.left):
                return node.right
            if _is_gap(node.right):
                return node.left
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = _method(node)
        if name in _NO_CONDITIONS:
            node.func = self.visit(node.func)
            return node
        self.generic_visit(node)
        if name == "filter_by":
            return self._filter_by(node)
        if isinstance(node.func, ast.Attribute):
            if name == "limit" and self.drops_limit:
                return node.func.value
            if name in ("where", "filter") and node.args:
                node.args = [each for each in node.args if not _is_gap(each)]
                if not node.args:
                    return node.func.value
        if _name(node) == "and_":
            node.args = [each for each in node.args if not _is_gap(each)]
        if _name(node) == "with_parent" and len(self.keys) == 1:
            return self._asked(self.keys[0], self.keys[0])
        return node

    def _filter_by(self, node: ast.Call) -> ast.expr:
        wanted = {key.rpartition(".")[2]: key for key in self.keys}
        for word in node.keywords:
            if word.arg in wanted:
                self.values[wanted[word.arg]] = ast.unparse(word.value)
        conditions = [
            self._asked(wanted[word.arg], wanted[word.arg])
            for word in node.keywords
            if word.arg in wanted
        ]
        if not conditions:
            return node
        left = [word for word in node.keywords if word.arg not in wanted]
        assert isinstance(node.func, ast.Attribute)
        asked = [each for each in conditions if not _is_gap(each)]
        inner = node.func.value
        if asked:
            inner = ast.Call(ast.Attribute(inner, "filter", ast.Load()), asked, [])
        if not left:
            return inner
        return ast.Call(ast.Attribute(inner, "filter_by", ast.Load()), [], left)


def _is_column(node: ast.expr) -> bool:
    """Say whether *node* reads like a class's attribute: Author.id."""
    if not isinstance(node, ast.Attribute) or node.attr.isupper():
        return False
    owner = getattr(node.value, "attr", "") or getattr(node.value, "id", "")
    return owner[:1].isupper() and not owner.isupper()


def _is_gap(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == _GAP


def _holds_gap(tree: ast.AST) -> bool:
    return any(_is_gap(node) for node in ast.walk(tree))


def _is_same(side: str, key: str) -> bool:
    if side == key:
        return True
    # A class can be reached through its module: models.Author.id is Author.id.
    if ".c." not in key and side.endswith(f".{key}"):
        return True
    # A Core table can go by any name: authors.c.id is author.c.id.
    return ".c." in key and ".c." in side and side.endswith(key[key.index(".c.") :])


def _in(column: str, key: str) -> ast.expr:
    return ast.parse(f"{column}.in_({plural(key)})", mode="eval").body


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _name(node: ast.Call) -> str:
    return _method(node) or getattr(node.func, "id", "")
