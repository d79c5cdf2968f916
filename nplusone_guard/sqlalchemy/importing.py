"""Importing: whether the names of new code are known where it is put."""

from __future__ import annotations

import ast
import builtins
from typing import Protocol

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.capture.modules import parsed, tree_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.imports import (
    absolute_name,
    is_imported,
    module_name,
    named,
)
from nplusone_guard.diagnose.syntax import Site, module_site
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["can_be_named", "is_known", "is_reachable"]

_OFFERED = {
    **dict.fromkeys(("bindparam", "func", "insert", "select", "tuple_"), "sqlalchemy"),
    "abort": "flask",
    **dict.fromkeys(("joinedload", "selectinload"), "sqlalchemy.orm"),
}


class Asking(Protocol):
    """What is known of the question that new code answers."""

    @property
    def diagnosis(self) -> Diagnosis: ...
    @property
    def asked(self) -> Asked: ...


def can_be_named(edits: Edits, scene: Asking, site: Site) -> bool:
    """Ask for the imports that the edits need; False where one cannot be told."""
    asked_for = {line.rpartition(" ")[2] for _, line in edits.imports}
    return all(
        name in asked_for or is_known(name, site) or _imported(edits, name, scene, site)
        for name in sorted(_new_names(edits, scene, site))
    )


def is_reachable(name: str, scene: Asking) -> bool:
    """Say whether the class called *name* is known at the loop, or can be imported."""
    return is_known(name, scene.asked.site) or bool(_line(name, scene))


def _new_names(edits: Edits, scene: Asking, site: Site) -> set[str]:
    found: set[str] = set()
    made: set[str] = set()
    asked = scene.asked
    helper = "" if asked.query is asked.site else asked.query.function_name()
    for change in edits.changes:
        # A helper that is handed the rows speaks in names of its own.
        if change.file != site.file or change.function == helper:
            continue
        tree = parsed("if True:\n" + _indented(change.text)) or parsed(change.text)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Name):
                (found if isinstance(node.ctx, ast.Load) else made).add(node.id)
    return found - made - set(dir(builtins))


def _indented(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    room = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return "".join(f"    {line[room:]}\n" for line in lines)


def is_known(name: str, site: Site) -> bool:
    """Say whether something at *site* is called *name*."""
    return (
        assigned(site, name) is not None
        or is_imported(site, name)
        or named(site, name) is not None
    )


def _imported(edits: Edits, name: str, scene: Asking, site: Site) -> bool:
    line = _line(name, scene)
    if line:
        edits.imports.append((site.file, line))
    return bool(line)


def _line(name: str, scene: Asking) -> str:
    """Return the import of *name* as the file of the query has it."""
    evidence = scene.diagnosis.finding.candidate.evidence
    if evidence.blame.file != scene.asked.site.file:
        line = _line_for(name, evidence.blame.file)
        if line:
            return line
    if name in _OFFERED:
        return f"from {_OFFERED[name]} import {name}"
    entry = evidence.entry
    module = entry.fact("module") if entry is not None and entry.model == name else ""
    return f"from {module} import {name}" if module else ""


def _line_for(name: str, file: str) -> str:
    tree = tree_of(file)
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    source = absolute_name(file, node)
                    renamed = f" as {name}" if alias.asname else ""
                    return (
                        f"from {source} import {alias.name}{renamed}" if source else ""
                    )
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return ast.unparse(ast.Import([alias]))
    module = module_site(file)
    if module is None or named(module, name) is None:
        return ""
    source = module_name(file)
    return f"from {source} import {name}" if source else ""
