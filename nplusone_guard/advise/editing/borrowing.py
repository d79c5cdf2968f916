"""Borrowing: the imports that code needs where it was moved from another file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from nplusone_guard.advise.editing.bindings import bound_names, used_names
from nplusone_guard.capture.modules import tree_of
from nplusone_guard.diagnose.imports import absolute_name

__all__ = ["borrowed_imports"]


def borrowed_imports(file: str, source: str, lenders: Iterable[str]) -> list[str]:
    """Return the import lines that *source*, the new text of *file*, has to have.

    *lenders* are the files whose code was moved into it.
    """
    old, new = tree_of(file), _tree(source)
    if old is None or new is None:
        return []
    missing = (
        used_names(new)
        - used_names(old)
        - bound_names(new)
        - set(_star_imported(file, old))
    )
    found: list[str] = []
    for name in sorted(missing):
        lines = (_import_of(name, lender) for lender in lenders if lender != file)
        line = next(filter(None, lines), "")
        if line:
            found.append(line)
    return found


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _import_of(name: str, file: str) -> str:
    """Return the line that imports what *file* calls *name*."""
    tree = tree_of(file)
    for node in () if tree is None else ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return f"from {absolute_name(file, node)} import {_as(alias)}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return f"import {_as(alias)}"
    module = _module_of(file)
    for node in () if tree is None or not module else tree.body:
        targets = getattr(node, "targets", [])
        names = [getattr(node, "name", ""), *(getattr(t, "id", "") for t in targets)]
        if name in names:
            return f"from {module} import {name}"
    return ""


def _as(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _module_of(file: str) -> str:
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == file and name != "__main__":
            return name
    return ""


def _star_imported(file: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield from vars(sys.modules.get(absolute_name(file, node), object))
