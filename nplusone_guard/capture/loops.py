"""A loop: the part of a code object that can run again because of one `for`, `while`
or comprehension."""

from __future__ import annotations

from dataclasses import dataclass
from types import CodeType, FrameType

from nplusone_guard.capture.bytecode import Flow, flow_of, has_backward_jump
from nplusone_guard.capture.drafts import Draft, drafts_of


@dataclass(frozen=True, slots=True)
class Loop:
    """One loop of a code object.

    Attributes:
        kind: "for", "while", "async for", "comprehension" or "generator".
        start: Offset of the first instruction that belongs to the loop.
        end: Offset just past the last one.
        header: Offset of the instruction each round starts with; names the loop
            within its code object.
        line: With the three after it, where the loop stands in the source: target
            to iterable of a `for`, the test of a `while` (the whole statement on
            3.11); 0 where the code object has no positions.
    """

    kind: str
    start: int
    end: int
    header: int
    line: int
    end_line: int
    column: int
    end_column: int


# By id: hash(code) hashes the bytecode. The code object is kept so that its id
# cannot pass to another one.
_known: dict[int, tuple[CodeType, dict[int, tuple[Loop, ...]]]] = {}
_KNOWN_AT_MOST = 4096


def enclosing_loops(code: CodeType, offset: int) -> tuple[Loop, ...]:
    """Return the loops that can make the instruction at *offset* run again.

    Innermost first. *offset* is a frame's `f_lasti`. Where a loop gets its next item
    from is not part of what it repeats.
    """
    known = _known.get(id(code))
    if known is None:
        known = _remember(code)
    return known[1].get(offset, ())


def is_in_loop(code: CodeType, offset: int) -> bool:
    """Say whether a loop of *code* can make the instruction at *offset* run again."""
    return bool(enclosing_loops(code, offset))


def _remember(code: CodeType) -> tuple[CodeType, dict[int, tuple[Loop, ...]]]:
    if len(_known) >= _KNOWN_AT_MOST:
        _known.clear()
    known = (code, _analyse(code) if has_backward_jump(code) else {})
    _known[id(code)] = known
    return known


def _analyse(code: CodeType) -> dict[int, tuple[Loop, ...]]:
    flow = flow_of(code)
    found: dict[int, tuple[Loop, ...]] = {}
    for draft in drafts_of(flow, code.co_name):
        loop = _finished(draft, flow)
        for start in draft.repeats:
            instruction = flow.instructions[start]
            for offset in range(instruction.start, instruction.end, 2):
                found[offset] = (loop, *found.get(offset, ()))
    return found


def _finished(draft: Draft, flow: Flow) -> Loop:
    line, end_line, column, end_column = draft.position
    return Loop(
        kind=draft.kind,
        start=min(draft.header, *draft.repeats),
        end=max(flow.instructions[start].end for start in draft.repeats),
        header=draft.header,
        line=line,
        end_line=end_line,
        column=column,
        end_column=end_column,
    )


def goes_over_things(frame: FrameType) -> bool:
    """Say whether library code is in a `for`; a `while` waits or drives a greenlet."""
    loops = enclosing_loops(frame.f_code, frame.f_lasti)
    return any(loop.kind != "while" for loop in loops)
