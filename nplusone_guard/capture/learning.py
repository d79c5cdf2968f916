"""Learning a way: where the steps of a walked path stand, to know them by next time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from types import FrameType
from typing import NamedTuple

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.landmarks import landmark_of
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.step import Step
from nplusone_guard.capture.steps import StepTable, known_tables
from nplusone_guard.capture.walk import Bridge, Path, across
from nplusone_guard.capture.ways import (
    HOOK,
    Check,
    KeyCheck,
    Known,
    Way,
    distrust,
    known_ways,
)
from nplusone_guard.fingerprint import Shape

__all__ = ["way_of"]

# A text that comes over ever new ways (a recursion) is not worth remembering.
_MOST_LESSONS = 12

_tables = known_tables()


class Standing(NamedTuple):
    """A frame, and how far out of `recognise` it stands.

    Or how far out of the frame that awaits the running stack, which *bridge* leads to.
    """

    depth: int
    frame: FrameType
    bridge: Bridge | None


def way_of(statement: Statement, group: Group, boundary: Boundary | None) -> Way | None:
    """Return the way by which *statement*, the next of *group*, came to the cursor.

    None the first time a text is seen, as most of those with literals in them never
    return; and where no way can be told: part of the path stands on another stack, or
    it ends where the stack does, or it repeats without a loop.
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
    frames = _standing(path, statement, boundary)
    if not frames:
        return None
    try:
        learnt = _way_over(frames, statement, shape, path, boundary)
    finally:
        frames.clear()
    if learnt is None:
        return None
    if any(way.looks_like(learnt) for way in known.ways):
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
    if any(_key_of(frame) is not None for _, frame, _ in beyond):
        return None
    checks = [_check(one) for one in here if _key_of(one.frame) is None]
    # The asker's first, from which the most ways part, and one at least.
    if len(checks) > 1 and not path[-1].is_loop:
        checks[:2] = checks[1::-1]
    bridge, end = frames[-1].bridge, frames[-1]
    return Way(
        statement.sql,
        shape,
        path,
        tuple(checks or [_check(here[-1])]),
        tuple(_keyed(here)),
        bridge,
        tuple(_hops(beyond)),
        end.depth,
        None if boundary is None else boundary.opened_at(end.frame),
        (statement.orm, statement.dialect, statement.alias),
    )


def _check(one: Standing) -> Check:
    return one.depth, one.frame.f_code, one.frame.f_lasti


def _keyed(frames: list[Standing]) -> Iterator[KeyCheck]:
    for depth, frame, _ in frames:
        key_of = _key_of(frame)
        if key_of is not None:
            yield depth, frame.f_code, key_of, key_of(frame)


def _hops(beyond: list[Standing]) -> Iterator[Check]:
    so_far = 0
    for one in beyond:
        depth, code, offset = _check(one)
        yield depth - so_far, code, offset
        so_far = depth


def _standing(
    path: Path, statement: Statement, boundary: Boundary | None
) -> list[Standing]:
    """Return the frame of each step; an empty list where they are not all there.

    Where no loop is on the path the way through the library counts too: the frame that
    the asker called stands for it, together with the number of frames further in. Where
    all steps stand on the stack that awaits the running one, the outermost frame of the
    latter comes first.
    """
    found: list[Standing] = []
    steps = list(path)
    below: Standing | None = None
    for one in _outward(statement):
        if not steps:
            break
        has_crossed = one.bridge is not None and not found
        if has_crossed and below is not None and below.bridge is None:
            found.append(below)
        if _is_at(steps[0], one.frame):
            if len(steps) == len(path) and below is not None and not path[-1].is_loop:
                found.append(below)
            found.append(one)
            del steps[0]
        below = one
    is_whole = bool(found) and not steps
    if is_whole and (path[-1].is_loop or _is_end(found[-1].frame, boundary)):
        return found
    return []


def _outward(statement: Statement) -> Iterator[Standing]:
    depth, frame = HOOK + statement.distance, statement.frame
    bridge: Bridge | None = None
    while frame is not None:
        landmark = landmark_of(frame.f_code)
        if landmark is not None and landmark.role == "bridge":
            return
        yield Standing(depth, frame, bridge)
        last, frame = frame, frame.f_back
        depth += 1
        if frame is None and bridge is None:
            frame, bridge = across(last)
            # Not where it is another stack than the running one that ended there.
            if bridge is None or bridge.here() is not frame:
                return
            depth = 0


def _is_at(step: Step, frame: FrameType) -> bool:
    table = _tables.get(id(frame.f_code))
    if not isinstance(table, StepTable):
        return False
    if _key_of(frame) is not None:
        return table.at_key(frame) is step.plain
    return table.steps.get(frame.f_lasti) is step.plain


def _is_end(frame: FrameType, boundary: Boundary | None) -> bool:
    """Say whether the walk ended at *frame* because a scope does."""
    landmark = landmark_of(frame.f_code)
    return (landmark is not None and landmark.role == "boundary") or (
        boundary is not None and boundary.opened_at(frame) is not None
    )


def _key_of(frame: FrameType) -> Callable[[FrameType], Hashable] | None:
    landmark = landmark_of(frame.f_code)
    return None if landmark is None else landmark.key
