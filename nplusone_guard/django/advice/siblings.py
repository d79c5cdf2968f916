"""Siblings: queries whose rows go through one loop, so that all of them need the fix."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.looping import loop_of
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import Site, site_at, walk_scope
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import chain_of
from nplusone_guard.django.querysets import with_call

__all__ = ["change_all", "change_origin", "sibling_queries"]

_JOIN = frozenset({"chain"})
_COMBINE = frozenset({"union", "intersection", "difference"})
_HAND_ON = frozenset({"list", "tuple", "sorted", "reversed", "set"})


def sibling_queries(diagnosis: Diagnosis) -> list[Site]:
    """Return every query of `chain(new, old)` or `new.union(old)`; none if alone.

    And every one that a function of several returns may give. The origin is among them, or they are parts of it.
    """
    loop, origin = loop_of(diagnosis), diagnosis.origin
    at = None if origin is None else site_at(origin.span)
    queries = [] if at is None else _returned_beside(at)
    if len(queries) < 2 and loop is not None and loop.iterable is not None:
        queries = [site for site in _joined(loop.iterable, 0) if certainty(site)]
    if at is None or len(queries) < 2 or not any(_is_in(site, at) for site in queries):
        return []
    models = {_model(site) for site in queries}
    return queries if len(models) == 1 and models != {""} else []


def _is_in(site: Site, whole: Site) -> bool:
    """Say whether *site* is *whole*, or a part of it."""
    return site.file == whole.file and any(node is whole.node for node in site.path)


def _returned_beside(query: Site) -> list[Site]:
    """Return what the function around *query* returns, where that is always a query."""
    function = query.scope()
    returned = [
        function.below(node.value)
        for node in walk_scope(function.node)
        if isinstance(node, ast.Return) and node.value is not None
    ]
    is_plain = all(
        certainty(site) and _combined(site.node) is None for site in returned
    )
    return returned if is_plain else []


def _model(site: Site) -> str:
    chain = chain_of(source_of(site))
    return "" if chain is None else chain.base


def _joined(site: Site, depth: int) -> Iterator[Site]:
    """Yield what is joined at *site*, through the variables that stand for it."""
    node = site.node
    if depth > 6:
        return
    parts: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and callee(node) in _JOIN | _HAND_ON:
        parts = node.args if callee(node) in _JOIN else node.args[:1]
    elif (combined := _combined(node)) is not None:
        parts = [combined.func.value, *combined.args]  # type: ignore[attr-defined]
    elif isinstance(node, (ast.List, ast.Tuple)):
        parts = [e.value for e in node.elts if isinstance(e, ast.Starred)]
    elif isinstance(node, ast.Name):
        names = assigned(site, node.id)
        if names is not None and len(names.steps) == 1:
            yield from _joined(names.steps[0].site, depth + 1)
        return
    else:
        yield site
    for part in parts:
        yield from _joined(site.below(part), depth + 1)


def _combined(node: ast.AST) -> ast.Call | None:
    """Return the union in the chain of *node*: Django can add nothing behind one."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _COMBINE:
            return node
        node = node.func.value
    return None


def change_all(queries: list[Site], kind: str, call: str, alternative: str) -> Advice:
    """Add *call* to each of *queries*."""
    edits = Edits()
    for query in queries:
        edits.replace(query, with_call(source_of(query), call))
    text = (
        f"Add {call} to each of the {len(queries)} queries whose rows the loop takes."
    )
    return told(kind, edits, text, certainty="certain", alternative=alternative)


def change_origin(
    edits: Edits,
    diagnosis: Diagnosis,
    code: str,
    each: Callable[[str], str] | None = None,
) -> bool:
    """Put *code* in the place of the origin's query; False where that is no source.

    Where other queries give rows to the loop as well, *each* says what they become.
    """
    origin, siblings = diagnosis.origin, sibling_queries(diagnosis)
    if origin is None or origin.kind == "class" or (siblings and each is None):
        return False
    for query in siblings:
        edits.replace(query, each(source_of(query)))  # type: ignore[misc]
    if siblings:
        return True
    site = site_at(origin.span)
    if site is None:
        return False
    edits.replace(site, code)
    return True
