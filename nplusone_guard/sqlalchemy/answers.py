"""Answers: one query for the keys of all rows, and what the loop looks up in it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.sqlalchemy.guards import guards_of
from nplusone_guard.sqlalchemy.importing import is_reachable
from nplusone_guard.sqlalchemy.scene import Scene
from nplusone_guard.sqlalchemy.statement_columns import by_columns, related_in
from nplusone_guard.sqlalchemy.statement_names import by_entity
from nplusone_guard.sqlalchemy.statement_rewrite import (
    compared_values,
    for_all_keys,
    plural,
    spelled_keys,
)

__all__ = ["Answers"]


class Answers:
    """What the loop's rows are asked for, all at once.

    Attributes:
        statement: the author's statement for all keys, the keys not yet filled in.
        look: the key of one row, inside the loop.
    """

    def __init__(self, scene: Scene, keys: Sequence[str]) -> None:
        self.scene = scene
        self.keys = self.columns = tuple(keys)
        self.edits = Edits()
        self.rows = Rows(scene, scene.loop, self.edits)
        self.rows.within = scene.within
        self.statement: ast.expr | None = None
        self.look = ""
        self._listed = ""
        self._asked = scene.question.statement
        entry = scene.diagnosis.finding.candidate.evidence.entry
        if self._asked is not None and entry is not None:
            related = related_in(entry.fact("related"))
            self._asked = by_columns(self._asked, related)
            if entry.fact("columns") == entry.model:
                self._asked = by_entity(self._asked, entry.model)

    def begin(self) -> bool:
        """Turn the statement round; False where it cannot be told in whole."""
        question = self.scene.question
        self._choose()
        values = self._values()
        if values is None or not self.keys or question.parameters is not None:
            return False
        self.look = values[0] if len(values) == 1 else f"({', '.join(values)})"
        if question.given:
            model = ast.unparse(question.given[0])
            name = self.keys[0].rpartition(".")[0]
            if not question.is_legacy and not is_reachable(name, self.scene):
                name = model
            names = [f"{name}.{key.rpartition('.')[2]}" for key in self.keys]
            made = f"select({name}).where({_among(names)})"
            if question.is_legacy:
                made = f"{model}.filter({_among(names)})"
            self.statement = ast.parse(made, mode="eval").body
        else:
            assert self._asked is not None
            self.statement = for_all_keys(self._asked, *self.keys)
        if self.statement is None or self.scene.varies(self._without_keys()):
            return False
        listed = self.rows.list_of(self.look, guards_of(self.scene, self.look))
        self._listed = listed or ""
        return listed is not None

    def _choose(self) -> None:
        """Take as keys what the source compares to a value of each round.

        What was seen to vary can be less: two rows of one author in a row.
        """
        entry = self.scene.diagnosis.finding.candidate.evidence.entry
        every = tuple(filter(None, (entry.fact("keys") if entry else "").split(", ")))
        if self.scene.question.given:
            self.keys = self.columns = every or self.keys
        elif self._asked is not None and every:
            found = compared_values(self._asked, *every)
            varying = tuple(k for k in every if self.scene.varies(found.get(k, "")))
            self.keys = varying or self.keys
            self.columns = tuple(spelled_keys(self._asked, *self.keys))

    def _values(self) -> list[str] | None:
        question = self.scene.question
        if question.given:
            key = question.given[1]
            if isinstance(key, ast.Dict):
                return self._named(key)
            if isinstance(key, ast.List):
                return None
            if isinstance(key, ast.Tuple) and len(self.keys) == 1:
                return [ast.unparse(key.elts[0])] if len(key.elts) == 1 else None
            return [ast.unparse(key)]
        assert self._asked is not None
        found = compared_values(self._asked, *self.keys)
        if set(found) != set(self.keys):
            return None
        return [found[key] for key in self.keys]

    def _named(self, key: ast.Dict) -> list[str] | None:
        """Return the values of `{"kind": kind, "year": year}` in the order of the keys."""
        pairs = zip(key.keys, key.values, strict=True)
        given = {
            getattr(name, "value", None): ast.unparse(each) for name, each in pairs
        }
        wanted = [each.rpartition(".")[2] for each in self.keys]
        return [given[name] for name in wanted] if set(wanted) == set(given) else None

    def _without_keys(self) -> str:
        assert self.statement is not None
        return ast.unparse(self.statement)

    def text(self, statement: ast.expr | None = None) -> str:
        """Return *statement* with the keys of all rows filled in."""
        name = plural(self.keys[0]) if len(self.keys) == 1 else "keys"
        tree = statement if statement is not None else self.statement
        assert tree is not None
        listed = ast.parse(self._listed, mode="eval").body
        copy = ast.parse(ast.unparse(tree), mode="eval").body
        return ast.unparse(_Filled(name, listed).visit(copy))

    def run(self, method: str, text: str) -> str:
        """Return *text* handed to the session; a Query runs by itself."""
        question = self.scene.question
        return text if question.is_legacy else self.handed(method, text)

    def handed(self, method: str, text: str) -> str:
        """Return *text*, which does not run by itself, handed to the session."""
        question = self.scene.question
        call = f"{question.run}.{method}({text})"
        return f"({call})" if question.is_async else call


class _Filled(ast.NodeTransformer):
    """Puts the list of keys in the place of its name, once, within `in_(...)`."""

    def __init__(self, name: str, listed: ast.expr) -> None:
        self.name = name
        self.listed = listed

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "in_":
            node.args = [
                self.listed if getattr(each, "id", "") == self.name else each
                for each in node.args
            ]
        return node


def _among(names: Sequence[str]) -> str:
    """Return the condition that the columns *names* have the values of a key."""
    if len(names) == 1:
        return f"{names[0]}.in_({plural(names[0])})"
    return f"tuple_({', '.join(names)}).in_(keys)"
