"""Learning a way: where the steps of a walked path stand, to know them by next time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from types import FrameType

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.landmarks import landmark_of
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.step import Step
from nplusone_guard.capture.steps import StepTable, known_tables
from nplusone_guard.capture.walk import Path
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

# A frame and how far out of `recognise` it stands.
Standing = tuple[int, FrameType]

_tables = known_tables()


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
) -> Way:
    # All of them, also where a loop ends the path: another way from the loop to the asker
    # may have a loop of its own.
    checks: list[Check] = []
    keys: list[KeyCheck] = []
    end, last = frames[-1]
    # The asker's first, from which the most ways part.
    if not path[-1].is_loop:
        frames[:2] = frames[1::-1]
    for depth, frame in frames:
        key_of = _key_of(frame)
        # One at least is known by its instruction.
        if key_of is None or (not checks and depth == end):
            checks.append((depth, frame.f_code, frame.f_lasti))
        if key_of is not None:
            keys.append((depth, frame.f_code, key_of, key_of(frame)))
    return Way(
        statement.sql,
        shape,
        path,
        tuple(checks),
        tuple(keys),
        end,
        None if boundary is None else boundary.opened_at(last),
        (statement.orm, statement.dialect, statement.alias),
    )


def _standing(
    path: Path, statement: Statement, boundary: Boundary | None
) -> list[Standing]:
    """Return the frame of each step; an empty list where they are not all there.

    Where no loop is on the path the way through the library counts too: the frame that
    the asker called stands for it, together with the number of frames further in.
    """
    found: list[Standing] = []
    steps = list(path)
    below: Standing | None = None
    for depth, frame in _outward(statement):
        if not steps:
            break
        if _is_at(steps[0], frame):
            if not found and below is not None and not path[-1].is_loop:
                found.append(below)
            found.append((depth, frame))
            del steps[0]
        below = depth, frame
    is_whole = bool(found) and not steps
    if is_whole and (path[-1].is_loop or _is_end(found[-1][1], boundary)):
        return found
    return []


def _outward(statement: Statement) -> Iterator[Standing]:
    depth, frame = HOOK + statement.distance, statement.frame
    while frame is not None:
        landmark = landmark_of(frame.f_code)
        if landmark is not None and landmark.role == "bridge":
            return
        yield depth, frame
        depth, frame = depth + 1, frame.f_back


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
