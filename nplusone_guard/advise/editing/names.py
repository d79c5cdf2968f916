"""Names in a file: how a class is spelled there, and which names are free."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from typing import Any

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.capture.modules import tree_of
from nplusone_guard.diagnose.syntax import Site

__all__ = ["free_name", "plural", "snake", "spelled_model", "spelled_name"]

_BUILTINS = frozenset(dir(builtins))


def spelled_name(edits: Edits, file: str, module: str, name: str) -> str:
    """Return how *file* spells *name* of *module*; ask for an import where it cannot."""
    package, _, last = module.rpartition(".")
    tree = tree_of(file)
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            spelled = alias.asname or alias.name
            if node.module == module and alias.name == name:
                return spelled
            if node.module == package and alias.name == last:
                return f"{spelled}.{name}"
    edits.imports.append((file, f"from {module} import {name}"))
    return name


def spelled_model(edits: Edits, file: str, model: Any) -> str:
    """Return how *file* spells *model*; ask for an import where it does not know it."""
    name = str(model.__name__)
    tree = tree_of(file)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == name:
                    return alias.asname or name
        elif isinstance(node, ast.ClassDef) and node.name == name:
            return name
    edits.imports.append((file, f"from {model.__module__} import {name}"))
    return name


def free_name(site: Site, *wanted: str) -> str:
    """Return the first of *wanted* that nothing around *site* is called."""
    taken = {
        getattr(node, "id", None) or getattr(node, "arg", None)
        for node in ast.walk(site.scope().node)
    }
    for name in wanted:
        # The plural of `a` is a word of the language, and a builtin is still needed.
        is_usable = name.isidentifier() and not keyword.iskeyword(name)
        if is_usable and name not in taken and name not in _BUILTINS:
            return name
    number = 2
    while f"{wanted[-1]}{number}" in taken:
        number += 1
    return f"{wanted[-1]}{number}"


def snake(name: str) -> str:
    """Return "OrderLine" as "order_line"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def plural(name: str) -> str:
    """Return a name for many of *name*."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"
