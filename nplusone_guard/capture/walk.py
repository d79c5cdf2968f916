"""The walk: from a statement outward over the live frames to the loop that repeats it.

It runs for every statement of an open scope, so it reads code objects and instruction
offsets only: no locals, no source, no text. The path it returns says who asked and what
repeats it; two statements with the same path come from the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType

from nplusone_guard.capture.loops import enclosing_loops
from nplusone_guard.capture.steps import Step, StepTable, known_tables, table_of

__all__ = ["Boundary", "Path", "add_bridge", "outward", "remove_bridge", "walk"]

Path = tuple[Step, ...]
Bridge = Callable[[FrameType], FrameType | None]

_tables = known_tables()
_bridges: tuple[Bridge, ...] = ()


@dataclass(frozen=True, slots=True)
class Boundary:
    """The frame that opened a scope; what is further out does not belong to it.

    Attributes:
        frame_id: the id of that frame. The frame itself is never kept, and while the
            block runs it is alive, so the id is its own.
        code: the code it runs.
        offset: the instruction that opened the scope: loops around it repeat the
            scope, not what is inside.
    """

    frame_id: int
    code: CodeType
    offset: int


def walk(start: FrameType | None, boundary: Boundary | None) -> Path:
    """Return the steps from *start* outward, ending with the innermost loop.

    Where there is no loop the path goes on to the boundary of the scope, and each
    instruction stands in it once, so that every level of a recursion gives the same.
    """
    steps: list[Step] = []
    boundary_code = None if boundary is None else boundary.code
    frame = start
    while frame is not None:
        code = frame.f_code
        table = _tables.get(id(code))
        if table is None:
            table = table_of(frame)
        if table is not False:
            if code is boundary_code and id(frame) == boundary.frame_id:  # type: ignore[union-attr]
                steps.append(_at_boundary(table, frame, boundary))  # type: ignore[arg-type]
                break
            step = _step(table, frame)  # type: ignore[arg-type]
            steps.append(step)
            if step.is_loop:
                return tuple(steps)
            if step.landmark is not None and step.landmark.role == "boundary":
                break
        last = frame
        frame = frame.f_back
        if frame is None and _bridges:
            frame = _across(last)
    if steps and steps[-1].is_loop:
        return tuple(steps)
    return tuple(dict.fromkeys(steps))


def outward(frame: FrameType | None, boundary: Boundary | None) -> list[FrameType]:
    """Return the live frames from *frame* to the boundary, for reading them once.

    The caller must drop the list before it returns.
    """
    frames: list[FrameType] = []
    while frame is not None:
        frames.append(frame)
        if boundary is not None and id(frame) == boundary.frame_id:
            break
        last = frame
        frame = frame.f_back
        if frame is None and _bridges:
            frame = _across(last)
    return frames


def add_bridge(bridge: Bridge) -> None:
    """Ask *bridge* for the frame to go on with where a thread's or greenlet's stack ends."""
    global _bridges  # noqa: PLW0603 - an immutable tuple, replaced whole
    if bridge not in _bridges:
        _bridges = (*_bridges, bridge)


def remove_bridge(bridge: Bridge) -> None:
    """Stop asking *bridge*."""
    global _bridges  # noqa: PLW0603
    _bridges = tuple(known for known in _bridges if known is not bridge)


def _step(table: StepTable, frame: FrameType) -> Step:
    if table.landmark is not None and table.landmark.key is not None:
        return table.at_key(frame)
    return table.steps.get(frame.f_lasti) or table.learn(frame.f_lasti)


def _at_boundary(table: StepTable, frame: FrameType, boundary: Boundary) -> Step:
    """Return the step of the opening frame, without the loops around the opening."""
    step = _step(table, frame)
    if step.loop in enclosing_loops(frame.f_code, boundary.offset):
        return table.outside_loops(frame.f_lasti)
    return step


def _across(last: FrameType) -> FrameType | None:
    for bridge in _bridges:
        frame = bridge(last)
        if frame is not None:
            return frame
    return None
