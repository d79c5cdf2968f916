"""Gathering: a loop that writes nothing but collects, and one statement behind it."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.names import free_name
from nplusone_guard.advise.editing.stage import Stage
from nplusone_guard.diagnose.syntax import Site

__all__ = ["Gathering"]

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Gathering:
    """The edits that take one statement out of a loop's body."""

    def __init__(self, scene: Stage) -> None:
        assert scene.loop is not None
        self.scene = scene
        self.loop = scene.loop
        self.edits = Edits(lenders=scene.asked.lenders)
        self.statement = statement_of(scene.asked.site)

    @classmethod
    def of(cls, scene: Stage | None) -> Gathering | None:
        """Return the gathering for *scene*; None where its loop is no statement."""
        if scene is None or scene.loop is None or not scene.is_inside:
            return None
        return cls(scene) if isinstance(scene.loop.site.node, _LOOPS) else None

    @property
    def file(self) -> str:
        """The file that is edited."""
        return self.statement.file

    @property
    def is_alone(self) -> bool:
        """The asking expression is a statement of its own."""
        node = self.statement.node
        return isinstance(node, ast.Expr) and node.value is self.scene.asked.site.node

    @property
    def assigned_to(self) -> str:
        """The variable that takes what the asking expression gives."""
        node = self.statement.node
        if (
            not isinstance(node, ast.Assign)
            or node.value is not self.scene.asked.site.node
        ):
            return ""
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        return target.id if isinstance(target, ast.Name) else ""

    @property
    def unpacked_to(self) -> tuple[str, str] | None:
        """The two variables that the asking expression is unpacked to."""
        node = self.statement.node
        is_whole = getattr(node, "value", None) is self.scene.asked.site.node
        if not isinstance(node, ast.Assign) or not is_whole:
            return None
        names = [getattr(e, "id", "") for e in getattr(node.targets[0], "elts", ())]
        return (names[0], names[1]) if len(names) == 2 and all(names) else None

    @property
    def is_each_round(self) -> bool:
        """Every round of the loop comes by the statement."""
        body = self.loop.site.node.body  # type: ignore[attr-defined]
        lines = [node.lineno for node in body]
        node = self.statement.node
        leaves = any(
            isinstance(part, (ast.Continue, ast.Break, ast.Return))
            for part in ast.walk(ast.Module(body, []))
        )
        is_direct = self.statement.path[-2].__class__ in _LOOPS
        return is_direct and getattr(node, "lineno", 0) in lines and not leaves

    @property
    def is_whole_body(self) -> bool:
        """The loop does nothing else."""
        return self.is_each_round and len(self.loop.site.node.body) == 1  # type: ignore[attr-defined]

    def name(self, *wanted: str) -> str:
        """Return a name that is free in the function of the loop."""
        return free_name(self.loop.site, *wanted)

    def bulk(self, objects: str, method: str, inside: str) -> str:
        """Return the call of a bulk method, awaited where the loop's own call is."""
        if self.scene.is_async:
            return f"await {objects}.a{method}({inside})"
        return f"{objects}.{method}({inside})"

    def collect(self, name: str, item: str, *before: str) -> None:
        """Make the statement append *item* to the new list *name*."""
        self.exchange([f"{name} = []"], [*before, f"{name}.append({item})"])

    def exchange(self, before: list[str], inside: list[str]) -> None:
        """Put lines before the loop, and others in the place of the statement."""
        self.edits.before(self._loop_statement, *before)
        self.edits.exchange(self.statement, *self.scene.asked.before, *inside)

    def collect_too(self, statement: Site, name: str, item: str) -> None:
        """Make another statement of the loop append *item* to the new list *name*."""
        self.edits.before(self._loop_statement, f"{name} = []")
        self.edits.exchange(statement, f"{name}.append({item})")

    def remove(self) -> None:
        """Take the statement out of the loop."""
        parent = self.statement.path[-2]
        siblings = next(
            (
                value
                for value in vars(parent).values()
                if isinstance(value, list) and self.statement.node in value
            ),
            [],
        )
        kept = self.scene.asked.before or (["pass"] if len(siblings) == 1 else [])
        self.edits.exchange(self.statement, *kept)

    def afterwards(self, *lines: str) -> None:
        """Put *lines* behind the loop."""
        self.edits.include(self._loop_statement)
        self.edits.after(self._loop_statement, *lines)

    def instead_of_loop(self, *lines: str) -> None:
        """Put *lines* in the place of the whole loop."""
        self.edits.exchange(self._loop_statement, *lines)

    @property
    def _loop_statement(self) -> Site:
        return statement_of(self.loop.site)
