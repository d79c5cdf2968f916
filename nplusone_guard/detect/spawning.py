"""Spawning: the loop that makes tasks, or hands work to threads, told by its source.

`gather(*(load(key) for key in keys))`, a task for each key, `pool.map(load, keys)`: the
work of each key has a stack of its own, and what repeats it is where it was made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from nplusone_guard.capture.early_exit import can_end_early, only_retries
from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.spawned import Spawned
from nplusone_guard.detect.around import Loop, around, loops_around, place_of, span_of
from nplusone_guard.detect.values import Candidate

__all__ = ["is_spawned_one_by_one", "with_spawning_loop"]

_OTHER_CODE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_GOES_OVER_ITS_ROWS = "map"


def with_spawning_loop(candidate: Candidate) -> Candidate:
    """Return *candidate* with the loop that makes its tasks or threads."""
    evidence = candidate.evidence
    if evidence.loop is not None or evidence.spawned is None:
        return candidate
    calls = _calls_that_spawn(evidence.spawned)
    if len(calls) != 1:
        return candidate
    place = _repeating(*calls[0], evidence.spawned.opened)
    if place is None:
        return candidate
    callers = _callers(evidence, evidence.spawned, *calls[0])
    return replace(candidate, evidence=replace(evidence, loop=place, callers=callers))


def is_spawned_one_by_one(candidate: Candidate) -> bool:
    """Each task is written out, as in `gather(load(first), load(last))`, or a new try."""
    evidence = candidate.evidence
    if evidence.loop is not None or evidence.spawned is None:
        return False
    calls = _calls_that_spawn(evidence.spawned)
    opened = evidence.spawned.opened
    if any(_repeating(*each, opened) for each in calls):
        return False
    if candidate.is_same and any(_loops_around(span, opened) for _, span in calls):
        return True  # of the loops there, none does more than try again
    return candidate.count <= len(calls) and not _exclude_each_other(calls)


def _exclude_each_other(calls: list[tuple[ast.Call, Span]]) -> bool:
    """Say whether one call is in the `else` to another: a round makes one of them."""
    branches = {
        (id(outer), inner in outer.orelse)
        for _, span in calls
        for outer, inner in pairwise(around(span))
        if isinstance(outer, ast.If)
    }
    return any((each, not is_else) in branches for each, is_else in branches)


def _calls_that_spawn(spawned: Spawned) -> list[tuple[ast.Call, Span]]:
    """Return the calls that one waiting function makes of the spawned one, or with it."""
    found: dict[object, list[tuple[ast.Call, Span]]] = {}
    for index, place in enumerate(spawned.waiting):
        if index == spawned.inside and found:
            break
        calls = list(_calls_in(place, spawned.name))
        if calls:
            # A comprehension has a frame of its own up to 3.11.
            where = tuple((span.line, span.column) for _, span in calls)
            found.setdefault((place.file, where), calls)
    # Where two functions could have made it, nobody knows which did.
    return next(iter(found.values())) if len(found) == 1 else []


def _calls_in(place: Span, name: str) -> Iterator[tuple[ast.Call, Span]]:
    """Yield the calls in the statement that waits, or else in the function around it."""
    path = around(place)
    functions = [node for node in path if isinstance(node, _OTHER_CODE)]
    if not path or (functions and functions[-1].name == name):
        return
    statements = [node for node in path if isinstance(node, ast.stmt)]
    for top in (*statements[-1:], (functions or path)[-1]):
        calls = [node for node in _below(top) if isinstance(node, ast.Call)]
        calls = [call for call in calls if _is_about(call, name)]
        if calls:
            yield from ((call, span_of(call, place)) for call in calls)
            return


def _below(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _OTHER_CODE):
            yield child
            yield from _below(child)


def _is_about(call: ast.Call, name: str) -> bool:
    return any(_name_of(part) == name for part in (call.func, *call.args))


def _name_of(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _repeating(call: ast.Call, span: Span, opened: Span | None) -> LoopPlace | None:
    if _name_of(call.func) == _GOES_OVER_ITS_ROWS:
        return LoopPlace(span, "call", span)
    for loop in _loops_around(span, opened):
        place = place_of(loop, span)
        file, line = span.file, getattr(loop, "lineno", place.span.line)
        if not only_retries(file, line):
            return replace(place, can_end_early=can_end_early(file, line))
    return None


def _loops_around(span: Span, opened: Span | None) -> list[Loop]:
    """Return the loops around *span*, without those that repeat the scope itself."""
    outside = [] if opened is None else loops_around(opened)
    return [loop for loop in loops_around(span) if loop not in outside]


def _callers(
    evidence: Evidence, spawned: Spawned, call: ast.Call, span: Span
) -> tuple[Span, ...]:
    """Return the callers up to the spawned function, and who called that."""
    way = (evidence.blame, *evidence.callers)
    inside = way[1 : way.index(spawned.start) + 1] if spawned.start in way else ()
    return (*inside, span) if _name_of(call.func) == spawned.name else inside
