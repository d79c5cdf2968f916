"""Standing: where the steps of a walked path stand on the live stacks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from types import FrameType
from typing import NamedTuple

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.bridges import Bridge, across
from nplusone_guard.capture.landmarks import landmark_of
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.step import Step
from nplusone_guard.capture.steps import StepTable, known_tables
from nplusone_guard.capture.walk import Path
from nplusone_guard.capture.ways import HOOK

__all__ = ["Standing", "key_of", "standing"]

_tables = known_tables()


class Standing(NamedTuple):
    """A frame, and how far out of `recognise` it stands.

    Or how far out of the frame that awaits the running stack, which *bridge* leads to.
    Where it is not *is_exact*, only its code counts and not its instruction.
    """

    depth: int
    frame: FrameType
    bridge: Bridge | None
    is_exact: bool = True


def standing(
    path: Path, statement: Statement, boundary: Boundary | None
) -> list[Standing]:
    """Return the frame of each step; an empty list where they are not all there.

    Where no loop is on the path the way through the library counts too: the frame that
    the asker called stands for it, together with the number of frames further in. Where
    all steps stand on the stack that awaits the running one, the outermost frame of the
    latter comes first.

    The library between two steps is known by what stands next to them: a function of
    the application, with a loop of its own, may stand there another time. The levels of
    a recursion are left out: to look at a frame that ends with the statement costs
    2,700 instructions.
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
            if below is not None and len(steps) == len(path):
                if not path[-1].is_loop:
                    found.append(below)
            elif below is not None and found[-1].frame is not below.frame:
                found += _between(below)
            found.append(one)
            del steps[0]
        elif len(steps) < len(path) and found[-1] is below:
            found += _between(one)
        below = one
    is_whole = bool(found) and not steps
    if is_whole and (path[-1].is_loop or _is_end(found[-1].frame, boundary)):
        return found
    return []


def _between(one: Standing) -> list[Standing]:
    is_library = _tables.get(id(one.frame.f_code)) is False
    return [one._replace(is_exact=False)] if is_library else []


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
    if key_of(frame) is not None:
        return table.at_key(frame) is step.plain
    return table.steps.get(frame.f_lasti) is step.plain


def _is_end(frame: FrameType, boundary: Boundary | None) -> bool:
    """Say whether the walk ended at *frame* because a scope does."""
    landmark = landmark_of(frame.f_code)
    return (landmark is not None and landmark.role == "boundary") or (
        boundary is not None and boundary.opened_at(frame) is not None
    )


def key_of(frame: FrameType) -> Callable[[FrameType], Hashable] | None:
    landmark = landmark_of(frame.f_code)
    return None if landmark is None else landmark.key
