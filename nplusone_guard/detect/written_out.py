"""Written out: loops whose rounds stand in the source, however many rows there are.

`for state in ("open", "paid"): count(state)` asks twice today and twice in a year. What
picks or writes single rows is another matter: the keys stand for any number of them.
Within a loop over rows such a loop is no more than two lines, and the outer one repeats.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.modules import tree_of
from nplusone_guard.detect.around import (
    Loop,
    beyond,
    iterated,
    loops_around,
    place_of,
)
from nplusone_guard.detect.constants import lasting_literal, size_of_constant
from nplusone_guard.detect.over_names import (
    goes_over_names,
    names_what_is_looked_up,
)
from nplusone_guard.detect.values import Candidate

__all__ = ["is_written_out", "with_loop_over_rows"]

_OF_CHOICES = frozenset({"count", "exists", "aggregate", "select", "first", "lazy"})
_AROUND_ITEMS = frozenset({"enumerate", "zip", "reversed", "sorted", "list", "tuple"})
_OF_A_DICT = frozenset({"items", "keys", "values"})


def is_written_out(candidate: Candidate) -> bool:
    """Each round of the loop is written in the source, and none came twice."""
    if not _can_be_written_out(candidate.evidence.loop):
        return False
    if not names_what_is_looked_up(candidate) and (
        candidate.operation not in _OF_CHOICES or _picks_rows(candidate)
    ):
        return False
    rounds, _ = _rounds(candidate)
    return rounds > 1 and candidate.count <= rounds


def with_loop_over_rows(candidate: Candidate) -> Candidate:
    """Return *candidate* with the loop over rows that goes through a written-out one."""
    evidence = candidate.evidence
    if not _can_be_written_out(evidence.loop):
        return candidate
    rounds, outer = _rounds(candidate, looks_past=goes_over_names)
    if rounds == 1 or outer is None:
        return candidate
    return replace(candidate, evidence=replace(evidence, loop=outer))


def _picks_rows(candidate: Candidate) -> bool:
    entry, variation = candidate.evidence.entry, candidate.variation
    if candidate.relation is not None or entry is None or variation is None:
        return True  # where no value differs, what is written out chose nothing
    # Columns, or attributes of a mapped class: "id", "Author.id, Author.name".
    found = re.findall(r"[\w.]+", entry.fact("row_keys"))
    keys = {key.rpartition(".")[2] for key in found}
    return any(slot.column in keys for slot in variation.varying)


def _can_be_written_out(loop: LoopPlace | None) -> bool:
    return loop is not None and loop.kind in ("for", "comprehension", "generator")


def _rounds(
    candidate: Candidate,
    looks_past: Callable[[Candidate, Loop, Span], bool] = lambda *_: False,
) -> tuple[int, LoopPlace | None]:
    """Return how many rounds the innermost loops spell out, and the first that doesn't."""
    loop = candidate.evidence.loop
    assert loop is not None
    rounds = 1
    for call in (loop.call, *beyond(candidate.evidence)):
        for each in loops_around(call):
            written = _size(each, call) or 2 * looks_past(candidate, each, call)
            if not written:
                return rounds, place_of(each, call)
            rounds *= written
        if rounds == 1:
            break  # the loop that was seen is none of those in the source
    return rounds, None


def _size(loop: Loop, call: Span) -> int:
    """Return how many items *loop* has in the source, 0 where that is no fixed number."""
    items = iterated(loop)
    return 0 if items is None else _items(items, call)


def _items(node: ast.expr, call: Span) -> int:
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        is_open = any(isinstance(item, ast.Starred) for item in node.elts)
        return 0 if is_open else len(node.elts)
    if isinstance(node, ast.Dict):
        return 0 if None in node.keys else len(node.keys)
    if isinstance(node, ast.Call):
        return _items_of_call(node, call)
    local = lasting_literal(node, call)
    if local is not None:
        return _items(local, call)
    known = size_of_constant(node, call.file)
    name = _constant_name(node)
    values = list(_constants(call.file, name)) if name and not known else []
    return _items(values[0], call) if len(values) == 1 else known


def _items_of_call(node: ast.Call, call: Span) -> int:
    function = node.func
    if isinstance(function, ast.Name) and function.id in _AROUND_ITEMS:
        sizes = [_items(argument, call) for argument in node.args]
        return min((size for size in sizes if size), default=0)
    if isinstance(function, ast.Name) and function.id == "range":
        return _items_of_range(node)
    if isinstance(function, ast.Attribute) and function.attr in _OF_A_DICT:
        return _items(function.value, call)
    return 0


def _items_of_range(node: ast.Call) -> int:
    bounds = [getattr(argument, "value", None) for argument in node.args]
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    return len(range(*numbers)) if numbers and len(numbers) == len(bounds) else 0


def _constant_name(node: ast.expr) -> str:
    """Return the name of a constant: of the module, or of a class in it."""
    name = getattr(node, "id", getattr(node, "attr", ""))
    return name if name.isupper() else ""


def _constants(file: str, name: str) -> Iterator[ast.expr]:
    tree = tree_of(file)
    classes = [] if tree is None else [n for n in tree.body if _is_class(n)]
    for body in () if tree is None else (tree, *classes):
        for node in getattr(body, "body", ()):
            targets = getattr(node, "targets", [getattr(node, "target", None)])
            value = getattr(node, "value", None)
            if value is not None and any(getattr(t, "id", "") == name for t in targets):
                yield value


def _is_class(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef)
