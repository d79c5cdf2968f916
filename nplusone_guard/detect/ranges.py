"""Ranges: what lies between bounds that each row of a loop brings along.

`for period in periods: Sale.objects.filter(day__gte=period.start, day__lt=period.end)`
differs in what it compares with, as the pages of one walk do. There the bound is where
the last answer ended; here it is a row's own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.capture.expressions import Span
from nplusone_guard.detect.around import Loop, around, iterated, loops_around
from nplusone_guard.detect.constants import only_value
from nplusone_guard.detect.values import Candidate

__all__ = ["is_range_of_row"]

_READS = frozenset(
    {"select", "lazy", "raw", "count", "exists", "aggregate", "contains"}
)
_OVER_ROWS = frozenset({"for", "async for", "comprehension", "generator"})
_OF_COLUMNS = frozenset({"values", "values_list"})
_OF_GROUPS = frozenset({"annotate", "alias"})
_MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.NamedExpr)


def is_range_of_row(candidate: Candidate) -> bool:
    """Say whether the bounds that *candidate* compares with come from the loop's row."""
    loop = candidate.evidence.loop
    if loop is None or loop.kind not in _OVER_ROWS or candidate.operation not in _READS:
        return False
    if not _only_ranges_vary(candidate):
        return False
    loops, nodes = loops_around(loop.call), around(loop.call)
    if not loops or isinstance(loops[0], ast.While) or not nodes:
        return False
    held = _names(loops[0].target) & (loop.rows | _read_as_values(loops[0], loop.call))
    used = _names(nodes[-1])
    is_walk = bool(used & _given_on(loops[0], loop.call.line))
    return not is_walk and bool(held) and bool(used & _made_of(held, loops[0]))


def _only_ranges_vary(candidate: Candidate) -> bool:
    """Say whether *candidate* differs in nothing but what columns are compared with."""
    variation = candidate.variation
    if variation is None or not variation.varying:
        return False
    compared = {slot.column for slot in variation.varying if slot.role == "compare"}
    return bool(compared) and all(
        slot.role in ("compare", "equal") and slot.column in compared
        for slot in variation.varying
    )


def _read_as_values(loop: Loop, call: Span) -> set[str]:
    """Return the variables of *loop* that hold columns of rows, as Django reads them.

    The ends of groups, `annotate(first=Min("pk"))`, are how a walk is planned.
    """
    items = iterated(loop)
    parts = [] if items is None else list(ast.walk(items))
    for part in list(parts):
        value = only_value(part, call) if isinstance(part, ast.Name) else None
        parts += [] if value is None else ast.walk(value)
    called = {_attribute(n.func): n.args for n in parts if isinstance(n, ast.Call)}
    is_whole = not _MANAGERS.isdisjoint(map(_attribute, parts))
    is_read = is_whole and any(called.get(name) for name in _OF_COLUMNS)
    if not is_read or not _OF_GROUPS.isdisjoint(called):
        return set()
    return _names(loop.target)  # type: ignore[union-attr]


def _attribute(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def _given_on(loop: Loop, line: int) -> set[str]:
    """Return what *loop* sets from *line* on, for its next round: `last = page[-1]`."""
    return {
        part.id
        for statement in getattr(loop, "body", ())
        for part in ast.walk(statement)
        if isinstance(part, ast.Name)
        and isinstance(part.ctx, ast.Store)
        and part.lineno >= line
    }


def _made_of(names: set[str], loop: Loop) -> set[str]:
    """Return *names* with what the body of *loop* makes of them: `start = row.start`."""
    made = set(names)
    for part in _assignments(loop):
        targets = part.targets if isinstance(part, ast.Assign) else [part.target]
        if part.value is not None and _names(part.value) & made:
            made.update(*map(_names, targets))
    return made


def _assignments(loop: Loop) -> Iterator[ast.Assign | ast.AnnAssign | ast.NamedExpr]:
    for statement in getattr(loop, "body", ()):
        for part in ast.walk(statement):
            if isinstance(part, _ASSIGNMENTS):
                yield part


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
