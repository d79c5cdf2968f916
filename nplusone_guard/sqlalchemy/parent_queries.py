"""Queries of a parent: dynamic and write-only relationships, as a select of their class.

`vessel.logs.filter(LogEntry.grave)` asks for the rows of one vessel; what asks for those
of all vessels has to name the class and the key.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.landmarks import Entry
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.question import question_in
from nplusone_guard.sqlalchemy.sessions import session_at

__all__ = ["in_words_of_select"]


def in_words_of_select(text: str, diagnosis: Diagnosis, loop: Site) -> str:
    """Return *text* with the class and key in place of the row's relationship."""
    entry = diagnosis.finding.candidate.evidence.entry
    if entry is None:
        return text
    if entry.fact("loading") == "dynamic":
        return _dynamic(text, entry, loop)
    if not entry.fact("referred") or question_in(text) is not None:
        return _write_only(text, entry) if entry.fact("referred") else text
    return _refined(text, entry, loop)


def _dynamic(text: str, entry: Entry, loop: Site) -> str:
    session, relation = session_at(loop), entry.relation
    key, own = entry.fact("remote_key"), entry.fact("local_key")
    order = entry.fact("own_order")
    if not session or relation is None or not key or not own or order == "?":
        return text
    tree = ast.parse(text, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == relation.name:
            row = ast.unparse(node.value)
            made = f"{session}.query({relation.target}).filter({key} == {row}.{own})"
            return _exchanged(tree, node, made + _ordered(order), is_run=node is tree)
    return text


def _refined(text: str, entry: Entry, loop: Site) -> str:
    """Exchange the `row.logs` of `row.logs.filter(...).first()`, an ordinary Query."""
    session, (key, _, own) = session_at(loop), entry.fact("referred").partition("=")
    tree = node = ast.parse(text, mode="eval").body
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    order = _own_order(tree, entry.fact("order"))
    is_query = entry.fact("method").startswith("Query.")
    if not isinstance(node, ast.Attribute) or not (session and is_query):
        return text
    if node is tree or order is None:
        return text
    row = ast.unparse(node.value)
    made = f"{session}.query({entry.model}).filter({key} == {row}.{own})"
    return _exchanged(tree, node, made + _ordered(order))


def _write_only(text: str, entry: Entry) -> str:
    """Exchange `row.alarms.select()`; an ordinary `select(...)` stays as it is."""
    key, _, own = entry.fact("referred").partition("=")
    tree = ast.parse(text, mode="eval").body
    for node in ast.walk(tree):
        func = getattr(node, "func", None)
        if not isinstance(func, ast.Attribute) or func.attr != "select":
            continue
        if not isinstance(node, ast.Call) or node.args:
            continue
        order = _own_order(tree, entry.fact("order"))
        if isinstance(func.value, ast.Attribute) and order is not None:
            row = ast.unparse(func.value.value)
            made = f"select({entry.model}).where({key} == {row}.{own})"
            return _exchanged(tree, node, made + _ordered(order))
    return text


def _own_order(tree: ast.expr, orders: str) -> str | None:
    """Return the order that is the mapping's, without what the source adds to it."""
    added = sum(
        len(node.args)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by"
    )
    every = [each for each in orders.split("; ") if each]
    own = every[: len(every) - added]
    return None if "?" in own else ", ".join(own)


def _ordered(order: str) -> str:
    return f".order_by({order})" if order else ""


def _exchanged(
    tree: ast.expr, node: ast.expr, made: str, *, is_run: bool = False
) -> str:
    # The bare relationship is gone over as it is, which asks for all of it.
    new = ast.parse(f"{made}.all()" if is_run else made, mode="eval").body
    return ast.unparse(_Exchange(node, new).visit(tree))


class _Exchange(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old = old
        self.new = new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().visit(node)
