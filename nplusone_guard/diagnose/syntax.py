"""A site: one node of a file's syntax tree together with everything around it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from nplusone_guard.capture.modules import (
    byte_column,
    character_column,
    lines_of,
    tree_of,
    walks,
)
from nplusone_guard.capture.wholeness import position_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, ast.Module)


class Place(Protocol):
    """A range of a file: a span, or where something is built."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def end_line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def end_column(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Site:
    """A node with the nodes around it, the module first."""

    file: str
    path: tuple[ast.AST, ...]

    @property
    def node(self) -> ast.AST:
        """Return the node itself."""
        return self.path[-1]

    def below(self, node: ast.AST) -> Site:
        """Return the site of *node*, which stands somewhere below this one."""
        return Site(self.file, self.path[:-1] + _path_down(self.node, node))

    def scope(self) -> Site:
        """Return the innermost function, class or module around this site."""
        for index in range(len(self.path) - 2, -1, -1):
            if isinstance(self.path[index], SCOPES):
                return Site(self.file, self.path[: index + 1])
        return Site(self.file, self.path[:1])

    def owner(self) -> Site | None:
        """Return the class whose `self` the code around this site speaks of."""
        for index in range(len(self.path) - 1, -1, -1):
            if isinstance(self.path[index], ast.ClassDef):
                return Site(self.file, self.path[: index + 1])
        return None

    def function_name(self) -> str:
        """Return the qualified name of the code around this site, as Python has it."""
        names: list[str] = []
        for node in self.path[:-1]:
            if isinstance(node, ast.ClassDef):
                names.append(node.name)
            elif isinstance(node, (*FUNCTIONS, ast.Lambda)):
                names += [getattr(node, "name", "<lambda>"), "<locals>"]
        if names and names[-1] == "<locals>":
            names.pop()
        return ".".join(names) or "<module>"

    def place(self) -> tuple[int, int, int, int]:
        """Return line, end line, column and end column, in characters."""
        line, end_line, column, end_column = position_of(self.node)
        lines = lines_of(self.file)
        return (
            line,
            end_line,
            character_column(lines[line - 1], column),
            character_column(lines[end_line - 1], end_column),
        )


def module_site(file: str) -> Site | None:
    """Return the site of the whole of *file*, None where it cannot be parsed."""
    tree = tree_of(file)
    return Site(file, (tree,)) if tree is not None else None


def site_at(place: Place) -> Site | None:
    """Return the innermost expression that covers *place*."""
    module = module_site(place.file)
    lines = lines_of(place.file)
    if module is None or not 1 <= place.line <= place.end_line <= len(lines):
        return None
    start = place.line, byte_column(lines[place.line - 1], place.column)
    end = place.end_line, byte_column(lines[place.end_line - 1], place.end_column)
    best: tuple[ast.AST, ...] | None = None
    for path in _paths_around(module.path, start, end):
        if isinstance(path[-1], ast.expr):
            best = path
    return Site(place.file, best) if best is not None else None


def walk_scope(node: ast.AST) -> Iterable[ast.AST]:
    """Return everything below *node* in source order, but nothing inside inner scopes."""
    # A report looks for names in the same few functions and modules again and again.
    if not isinstance(node, SCOPES):
        return _walk(node)
    known = walks.get(id(node))
    if known is None:
        known = walks[id(node)] = (node, tuple(_walk(node)))
    return known[1]


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, SCOPES):
            yield from _walk(child)


def nodes_on_line(node: ast.AST, line: int) -> Iterator[ast.AST]:
    """Yield what covers *line* below *node*, outer nodes first."""
    for child in ast.iter_child_nodes(node):
        first, last, *_ = position_of(child)
        if not first or first <= line <= last:
            yield child
            yield from nodes_on_line(child, line)


def end_of(node: ast.AST) -> tuple[int, int]:
    """Return line and column just past *node*."""
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def _path_down(top: ast.AST, target: ast.AST) -> tuple[ast.AST, ...]:
    if top is target:
        return (top,)
    line, end_line, *_ = position_of(target)
    for child in ast.iter_child_nodes(top):
        first, last, *_ = position_of(child)
        is_outside = first and end_line and not first <= line <= end_line <= last
        # Decorators stand above the function they belong to.
        if is_outside and not getattr(child, "decorator_list", None):
            continue
        below = _path_down(child, target)
        if below:
            return (top, *below)
    return ()


def _paths_around(
    path: tuple[ast.AST, ...], start: tuple[int, int], end: tuple[int, int]
) -> Iterator[tuple[ast.AST, ...]]:
    for child in ast.iter_child_nodes(path[-1]):
        line, end_line, column, end_column = position_of(child)
        if line and not ((line, column) <= start and end <= (end_line, end_column)):
            continue
        longer = (*path, child)
        if line:
            yield longer
        yield from _paths_around(longer, start, end)
