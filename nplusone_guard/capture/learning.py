"""Learning a way: where the steps of a walked path stand, to know them by next time."""

from __future__ import annotations

from collections.abc import Iterator

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.known_ways import Known, distrust, known_ways
from nplusone_guard.capture.standing import Standing, key_of, standing
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Path
from nplusone_guard.capture.ways import Check, KeyCheck, Way
from nplusone_guard.fingerprint import Shape

__all__ = ["way_of"]

# A text that comes over ever new ways (a recursion) is not worth remembering.
_MOST_LESSONS = 12


def way_of(statement: Statement, group: Group, boundary: Boundary | None) -> Way | None:
    """Return the way by which *statement*, the next of *group*, came to the cursor.

    None the first time a text is seen, as most of those with literals in them never
    return; and where no way can be told: part of the path stands in another thread or
    behind a key of another stack, or it ends where the stack does, or it repeats without
    a loop.
    """
    known = known_ways.get(statement.sql)
    if known is None:
        known_ways.put(statement.sql, Known())
        return None
    shape, path = group.shape, group.path
    if group.count and not (path and path[-1].is_loop):
        distrust(statement.sql)
        return None
    for way in known.ways:
        is_same = way.alias == statement.alias and way.dialect == statement.dialect
        if is_same and way.path == path:
            return way
    if not known.is_trusted or known.lessons >= _MOST_LESSONS:
        return None
    known.lessons += 1
    frames = standing(path, statement, boundary)
    if not frames:
        return None
    try:
        learnt = _way_over(frames, statement, shape, path, boundary)
    finally:
        frames.clear()
    if learnt is None:
        return None
    for way in known.ways:
        if way.looks_like(learnt):
            if way.path == path:  # learnt by another thread meanwhile
                return way
            distrust(statement.sql)
            return None
    known.learn(learnt)
    return learnt


def _way_over(
    frames: list[Standing],
    statement: Statement,
    shape: Shape,
    path: Path,
    boundary: Boundary | None,
) -> Way | None:
    # All of them, also where a loop ends the path: another way from the loop to the asker
    # may have a loop of its own.
    here = [one for one in frames if one.bridge is None]
    beyond = [one for one in frames if one.bridge is not None]
    if any(key_of(one.frame) is not None for one in beyond):
        return None
    exact = [one for one in here if one.is_exact]
    checks = [_check(one) for one in exact if key_of(one.frame) is None]
    # The asker's first, from which the most ways part, and one at least.
    if len(checks) > 1 and not path[-1].is_loop:
        checks[:2] = checks[1::-1]
    checks = checks or [_check(exact[-1])]
    # Not the first, which `recognise` looks at, nor the last, which may be the end.
    checks[1:1] = [_check(one) for one in here if not one.is_exact]
    bridge, end = frames[-1].bridge, frames[-1]
    return Way(
        statement.sql,
        shape,
        path,
        tuple(checks),
        tuple(_keyed(exact)),
        bridge,
        tuple(_hops(beyond)),
        end.depth,
        None if boundary is None else boundary.opened_at(end.frame),
        (statement.orm, statement.dialect, statement.alias),
    )


def _check(one: Standing) -> Check:
    return one.depth, one.frame.f_code, one.frame.f_lasti if one.is_exact else None


def _keyed(frames: list[Standing]) -> Iterator[KeyCheck]:
    for one in frames:
        key = key_of(one.frame)
        if key is not None:
            yield one.depth, one.frame.f_code, key, key(one.frame)


def _hops(beyond: list[Standing]) -> Iterator[Check]:
    so_far = 0
    for one in beyond:
        depth, code, offset = _check(one)
        yield depth - so_far, code, offset
        so_far = depth
