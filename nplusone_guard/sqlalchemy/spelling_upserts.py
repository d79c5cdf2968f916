"""Upserts together: inserts that say what to do on a conflict, for all rows at once."""

from __future__ import annotations

import ast

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["is_upsert", "upsert_chain", "with_rows"]

_MOST_NAMES = 4


def is_upsert(text: str) -> bool:
    """Say whether *text*, Python or SQL, does something else where the row is there."""
    words = text.lower().replace("_", " ")
    return "on conflict" in words or "on duplicate key" in words


def upsert_chain(diagnosis: Diagnosis) -> list[tuple[str, ast.expr]]:
    """Return the assignments that build the executed statement, the first one first.

    Its last parts mention the first by name (`query.excluded.number`), so that the
    statement cannot be written as one expression.
    """
    site = site_at(diagnosis.finding.candidate.evidence.blame)
    node = None if site is None else site.node
    if isinstance(node, ast.Await):
        node = node.value
    if site is None or not isinstance(node, ast.Call) or not node.args:
        return []
    chain: list[tuple[str, ast.expr]] = []
    name, at = _built_on(node.args[0]), site
    while name and len(chain) < _MOST_NAMES:
        found = _value_of(at, name)
        if found is None:
            return []
        assert isinstance(found.node, ast.expr)
        chain.insert(0, (name, found.node))
        name, at = _built_on(found.node), found
    return chain


def with_rows(statement: ast.expr, rows: str) -> str:
    """Return *statement* with *rows* in place of the values of one row."""
    text = ast.unparse(statement)
    for node in ast.walk(statement):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "values":
            new = f"{ast.unparse(node.func)}({rows})"
            return text.replace(ast.unparse(node), new)
    return text


def _value_of(site: Site, name: str) -> Site | None:
    names = assigned(site, name)
    if names is None or len(names.steps) != 1 or names.parameter_of is not None:
        return None
    found = names.steps[0].site
    return found if isinstance(found.node, ast.expr) else None


def _built_on(node: ast.expr) -> str:
    """Return the name that a chain of calls begins with: `query.on_conflict(...)`.

    Nothing where it begins with a function: `insert(Invoice).values(...)`.
    """
    while isinstance(node, (ast.Call, ast.Attribute)):
        if isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Attribute) or node.func.attr == "insert":
                return ""
            node = node.func
        else:
            node = node.value
    return node.id if isinstance(node, ast.Name) else ""
