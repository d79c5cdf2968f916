"""The names in a statement: what its source calls the class whose rows it asks for."""

from __future__ import annotations

import ast

__all__ = ["by_class_name", "by_entity", "hides_conditions"]


def by_class_name(statement: ast.expr, model: str) -> ast.expr:
    """Return a copy of *statement* that says *model* where its source says `cls`.

    Only the one thing that it selects from can be that class; where it selects from
    several, or names the class as well, nobody can tell and the copy is as it was.
    """
    copy = ast.parse(ast.unparse(statement), mode="eval").body
    table = model.removesuffix(".c")
    if not table.isidentifier() or _names(copy, table) or _names(copy, "c"):
        return copy
    spelled = _selected(copy)
    if spelled is None or (spelled[:1].isupper() and "." not in spelled):
        return copy
    return _Renamed(spelled, model).visit(copy)  # type: ignore[no-any-return]


def by_entity(statement: ast.expr, model: str) -> ast.expr:
    """Return *statement* that says *model* for the class whose objects it selects.

    That is `repository.model` in `query(repository.model).filter_by(name=name)`.
    """
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _last(node.func) in ("select", "query"):
            given = node.args[0] if len(node.args) == 1 else None
            if given is None or not _is_dotted(given) or _last(given)[:1].isupper():
                return statement
            copy = ast.parse(ast.unparse(statement), mode="eval").body
            return _Renamed(ast.unparse(given), model).visit(copy)  # type: ignore[no-any-return]
    return statement


def hides_conditions(statement: ast.expr) -> bool:
    """Say whether a condition is a variable: `where(*wanted)` may compare any key."""
    return any(
        isinstance(argument, (ast.Starred, ast.Name))
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and _last(node.func) in ("where", "filter")
        for argument in node.args
    )


def _names(tree: ast.expr, name: str) -> bool:
    return any(_last(node) == name for node in ast.walk(tree))


def _selected(statement: ast.expr) -> str | None:
    """Return what the columns of *statement* belong to, if all belong to one thing."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _last(node.func) in ("select", "query"):
            found = {_owner(argument, statement) for argument in node.args}
            return found.pop() if len(found) == 1 else None
    return None


def _owner(selected: ast.expr, statement: ast.expr) -> str | None:
    """Tell `select(self.model)` from `select(cls.name)` by what is asked of either."""
    if not _is_dotted(selected):
        return None
    owners = {
        ast.unparse(node.value)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and node is not selected
    }
    text = ast.unparse(selected)
    return next((t for t in (text, text.rpartition(".")[0]) if t in owners), None)


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _last(node: ast.AST) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


class _Renamed(ast.NodeTransformer):
    def __init__(self, spelled: str, model: str) -> None:
        self.spelled = spelled
        self.model = model

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._renamed(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        return self._renamed(node)

    def _renamed(self, node: ast.Name | ast.Attribute) -> ast.expr:
        if ast.unparse(node) == self.spelled:
            return ast.parse(self.model, mode="eval").body
        return node
