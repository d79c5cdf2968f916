"""A Jinja template's code: the Python it was compiled to, read as a syntax tree."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import islice
from types import FrameType
from typing import Any

__all__ = ["Chain", "JinjaCode", "chain_of", "code_behind"]

_LOCAL = re.compile(r"l_\d+_(.+)")
_HANDS_ON = frozenset(
    {"LoopContext", "AsyncLoopContext", "auto_aiter", "str", "escape", "Markup"}
)


@dataclass(frozen=True, slots=True)
class Chain:
    """`book.author.name` as a local variable with the names that follow it."""

    local: str
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the template calls the variable."""
        match = _LOCAL.fullmatch(self.local)
        return match[1] if match else self.local

    def __str__(self) -> str:
        return ".".join((self.name, *self.names))


@dataclass(frozen=True, slots=True)
class JinjaCode:
    """The tree of a template's code."""

    tree: ast.Module

    def chain_at(self, frame: FrameType) -> Chain | None:
        """Return what *frame* is reading or calling."""
        places = frame.f_code.co_positions()
        place = next(islice(places, max(frame.f_lasti, 0) // 2, None), None)
        if place is None or None in place:
            return None
        line, end_line, column, end_column = place
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr) and (
                (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
                == (line, end_line, column, end_column)
            ):
                return chain_of(node)
        return None

    def iterable_of(self, local: str, line: int) -> Chain | None:
        """Return what the loop around *line* goes over that binds *local*."""
        found: Chain | None = None
        for node in ast.walk(self.tree):
            if isinstance(node, ast.For | ast.AsyncFor) and _is_around(node, line):
                targets = (
                    node.target.elts[:1]
                    if isinstance(node.target, ast.Tuple)
                    else [node.target]
                )
                if any(isinstance(t, ast.Name) and t.id == local for t in targets):
                    found = chain_of(node.iter)
        return found

    def value_of(self, local: str, line: int) -> Chain | None:
        """Return what `set` or `with` gave *local* before *line*."""
        found: Chain | None = None
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Assign) or node.lineno >= line:
                continue
            if any(isinstance(t, ast.Name) and t.id == local for t in node.targets):
                found = chain_of(node.value) or found
        return found


def code_behind(frame: FrameType) -> JinjaCode | None:
    """Compile the template of *frame* once more, this time to look at its code."""
    names = frame.f_globals
    environment, name = names.get("environment"), names.get("name")
    if environment is None or environment.loader is None or name is None:
        return None
    source = environment.loader.get_source(environment, name)[0]
    text = environment.compile(source, name, frame.f_code.co_filename, raw=True)
    return JinjaCode(ast.parse(text))


def chain_of(node: ast.expr) -> Chain | None:
    """Return the variable, and the names after it, that *node* of the code reads."""
    if isinstance(node, ast.Name):
        return Chain(node.id) if _LOCAL.fullmatch(node.id) else None
    if isinstance(node, ast.IfExp):
        return chain_of(node.orelse)
    if isinstance(node, ast.Await):
        return chain_of(node.value)
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called: Any = node.func
    name = getattr(called, "attr", getattr(called, "id", ""))
    before = chain_of(node.args[0])
    if before is None:
        return chain_of(node.args[1]) if len(node.args) > 1 else None
    last = node.args[1] if len(node.args) > 1 else None
    if name in ("getattr", "getitem") and isinstance(last, ast.Constant):
        return Chain(before.local, (*before.names, str(last.value)))
    if name == "call" or name in _HANDS_ON or re.fullmatch(r"t_\d+", name):
        return before
    return None


def _is_around(node: ast.stmt, line: int) -> bool:
    return node.lineno < line <= (node.end_lineno or 0)
