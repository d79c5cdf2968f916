"""Dependents: what a loop does with a row that it creates, and that needs the row's key."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.django.advice.chains import Chain, chain_of
from nplusone_guard.django.advice.models import field_of, model_called
from nplusone_guard.django.besides import besides_saving

__all__ = ["Dependents"]


class Dependents:
    """The rows of one loop that are created for a row which it creates before.

    Attributes:
        are_known: nothing else in the loop needs the key of that row.
    """

    def __init__(self, gathering: Gathering, variable: str, model: Any) -> None:
        self.gathering = gathering
        self.rows: list[tuple[Site, Chain]] = []
        self.are_known = all(
            self._can_wait(path, model)
            for path in _uses(gathering.loop.site.node, variable)
        )

    def collect(self) -> list[str]:
        """Collect them too, and return the lines that write them behind the loop."""
        lines: list[str] = []
        for site, chain in self.rows:
            made = chain.links[-1].text.removeprefix(".create")
            name = self.gathering.name(f"new_{plural(snake(chain.owner))}", "new_rows")
            bulk = self.gathering.bulk(chain.base, "bulk_create", name)
            self.gathering.collect_too(site, name, f"{chain.owner}{made}")
            lines.append(bulk)
        return lines

    def _can_wait(self, path: list[ast.AST], model: Any) -> bool:
        """Say whether the use at the end of *path* does without a key, or can be collected."""
        use, parent = path[-1], path[-2]
        if isinstance(parent, ast.Attribute):
            field = field_of(model, parent.attr)
            is_column = field is not None and not field.is_relation
            return is_column and not field.primary_key
        call = parent if isinstance(parent, ast.Call) else path[-3]
        if not isinstance(call, ast.Call) or use is call.func:
            return not isinstance(parent, (ast.Return, ast.Yield, ast.Compare))
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        return name == "append" or name[:1].isupper() or self._is_created(path, call)

    def _is_created(self, path: list[ast.AST], call: ast.Call) -> bool:
        """Take *call* for a row that is created for the other one, if it is that."""
        statement = next(n for n in reversed(path) if isinstance(n, ast.stmt))
        loop = self.gathering.loop.site
        chain = chain_of(source_of(loop.below(call)))
        is_whole = isinstance(statement, ast.Expr) and statement.value is call
        if chain is None or not is_whole or statement not in loop.node.body:  # type: ignore[attr-defined]
            return False
        dependent = model_called(chain.owner)
        if dependent is None or chain.base != f"{chain.owner}.objects":
            return False
        if not chain.only("create") or besides_saving(dependent):
            return False
        if any(dependent._meta.parents.values()):
            return False
        self.rows.append((loop.below(statement), chain))
        return True


def _uses(tree: ast.AST, name: str) -> Iterator[list[ast.AST]]:
    """Yield the way from *tree* down to each place that reads the variable *name*."""
    pending: list[list[ast.AST]] = [[tree]]
    while pending:
        path = pending.pop()
        node = path[-1]
        if isinstance(node, ast.Name) and node.id == name:
            if isinstance(node.ctx, ast.Load):
                yield path
            continue
        children = reversed(list(ast.iter_child_nodes(node)))
        pending += [[*path, child] for child in children]
