"""The walk: from a statement outward over the live frames to the loop that repeats it.

It runs for every statement of an open scope, so it reads code objects and instruction
offsets only: no locals, no source, no text. The path it returns says who asked and what
repeats it; two statements with the same path come from the same place.
"""

from __future__ import annotations

from types import FrameType

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.bridges import across
from nplusone_guard.capture.landmarks import Landmark, landmark_of
from nplusone_guard.capture.loops import enclosing_loops
from nplusone_guard.capture.steps import Step, StepTable, known_tables, table_of
from nplusone_guard.containment import contained

__all__ = [
    "Boundary",
    "Path",
    "outward",
    "repeated_by",
    "walk",
]

Path = tuple[Step, ...]


# A frame to go on with, and how it repeats what is below it: see StepTable.awaited.
Waiting = tuple[FrameType | None, object]

_tables = known_tables()
_NO_CODES: frozenset[int] = frozenset()
_HASH_BITS = (1 << 60) - 1


def walk(start: FrameType | None, boundary: Boundary | None) -> Path:
    """Return the steps from *start* outward, ending with the innermost loop.

    Where there is no loop the path goes on to the boundary of the scope. The levels of
    a recursion are left out, so that each gives the same path, and the first step tells
    apart the ways the library took below it: a paginator and a filter that count the
    same rows from two lines of a library are no repetition.
    """
    steps: list[Step] = []
    below = 0
    innermost: StepTable | None = None
    codes = _NO_CODES if boundary is None else boundary.codes
    tables = _tables
    waiting: list[Waiting] = []
    mark: object = None
    last_step: Step | None = None
    frame = start
    while frame is not None:
        code = frame.f_code
        key = id(code)
        table = tables.get(key)
        if table is None:
            table = table_of(frame)
        if table is False:
            if innermost is None:
                below = (below * 31 + frame.f_lasti + key) & _HASH_BITS
        else:
            landmark = table.landmark  # type: ignore[union-attr]
            if landmark is None:
                offset = frame.f_lasti
                step = table.steps.get(offset) or table.learn(offset)  # type: ignore[union-attr]
            elif landmark.role == "bridge":
                waiting = waiting_for(frame, landmark)
                frame, mark = waiting.pop()
                continue
            else:
                step = _at_landmark(table, landmark, frame)  # type: ignore[arg-type]
            if mark is not None:
                step, mark = table.awaited(step, mark), None  # type: ignore[union-attr]
            if innermost is None:
                innermost = table  # type: ignore[assignment]
            if key in codes:
                opened_at = boundary.opened_at(frame)  # type: ignore[union-attr]
                if opened_at is not None:
                    steps.append(_at_boundary(table, step, opened_at))  # type: ignore[arg-type]
                    break
            # The levels of a recursion are left out below; most of them already here.
            if step is not last_step:
                steps.append(step)
                last_step = step
            if step.is_loop:
                return tuple(steps)
            if landmark is not None and landmark.role == "boundary":
                break
        last = frame
        frame = frame.f_back
        if frame is None:
            if waiting:
                frame, mark = waiting.pop()
            else:
                frame, _ = across(last)
    if not steps or steps[-1].is_loop or innermost is None:
        return tuple(steps)
    steps = _without_recursion(steps)
    steps[0] = innermost.reached_over(steps[0], below)
    return tuple(steps)


def outward(frame: FrameType | None, boundary: Boundary | None) -> list[FrameType]:
    """Return the live frames from *frame* to the boundary, for reading them once.

    The caller must drop the list before it returns.
    """
    frames: list[FrameType] = []
    waiting: list[Waiting] = []
    while frame is not None:
        landmark = landmark_of(frame.f_code)
        if landmark is not None and landmark.role == "bridge":
            waiting = waiting_for(frame, landmark)
            frame, _ = waiting.pop()
            continue
        frames.append(frame)
        if boundary is not None and boundary.opened_at(frame) is not None:
            break
        last = frame
        frame = frame.f_back
        if frame is None and waiting:
            frame, _ = waiting.pop()
        elif frame is None:
            frame, _ = across(last)
    return frames


def waiting_for(frame: FrameType, landmark: Landmark) -> list[Waiting]:
    """Return the frames that wait for *frame*, the innermost last, ready to pop.

    They are followed by what called *frame* in its own thread.
    """
    found = (
        contained("find who awaits", landmark.read, frame) if landmark.read else None
    )
    return [(frame.f_back, None), *reversed(found or ())]


def _at_landmark(table: StepTable, landmark: Landmark, frame: FrameType) -> Step:
    if landmark.key is not None:
        return table.at_key(frame)
    return table.steps.get(frame.f_lasti) or table.learn(frame.f_lasti)


def _without_recursion(steps: list[Step]) -> list[Step]:
    """Keep the innermost step of each function that stands there more than once.

    A landmark does, without any recursion: templates and serializers are nested.
    """
    kept: list[Step] = []
    index = 0
    while index < len(steps):
        step = steps[index]
        kept.append(step)
        outermost = index if step.landmark is not None else len(steps) - 1
        while steps[outermost].code is not step.code:
            outermost -= 1
        index = outermost + 1
    return kept


def _at_boundary(table: StepTable, step: Step, opened_at: int) -> Step:
    """Return *step* without the loops around the opening, which repeat the scope."""
    if step.loop in enclosing_loops(step.code, opened_at):
        return table.outside_loops(step.offset)
    return step


def repeated_by(path: Path) -> object:
    """Return what joins groups: the loop they share, or else their whole path."""
    if path and path[-1].is_loop:
        step = path[-1]
        return step if step.loop is None else (id(step.code), step.loop.header)
    return path
