"""A flow: the instructions of one code object and which of them can follow which."""

from __future__ import annotations

import dis
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType

# (line, end line, column, end column); columns are utf-8 byte offsets.
Position = tuple[int, int, int, int]

_CACHE = dis.opmap.get("CACHE", 0)
_EXTENDED_ARG = dis.opmap["EXTENDED_ARG"]
# 3.14 lists END_ASYNC_FOR among the jumps; its target only serves monitoring.
_NOT_A_JUMP = {"END_ASYNC_FOR"}
_NEVER_FALLS_THROUGH = {
    "JUMP_FORWARD",
    "JUMP_BACKWARD",
    "JUMP_BACKWARD_NO_INTERRUPT",
    "RETURN_VALUE",
    "RETURN_CONST",
    "RAISE_VARARGS",
    "RERAISE",
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction with its prefixes and inline caches: bytes *start* to *end*."""

    start: int
    end: int
    name: str
    argument: int
    target: int | None


@dataclass(slots=True)
class Flow:
    """The instructions by offset, and the offsets each one can lead to."""

    instructions: dict[int, Instruction] = field(default_factory=dict)
    after: dict[int, list[int]] = field(default_factory=dict)
    before: dict[int, list[int]] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)

    def connect(self, source: int, target: int) -> None:
        """Record that *target* can run right after *source*."""
        if target in self.instructions:
            self.after[source].append(target)
            self.before[target].append(source)


def flow_of(code: CodeType) -> Flow:
    """Return the control flow of *code*, exceptions included."""
    flow = Flow({instruction.start: instruction for instruction in _decode(code)})
    flow.after = {start: [] for start in flow.instructions}
    flow.before = {start: [] for start in flow.instructions}
    swallowing = _swallowing_jumps(flow)
    for start, instruction in flow.instructions.items():
        if instruction.name not in _NEVER_FALLS_THROUGH:
            flow.connect(start, instruction.end)
        if instruction.target is not None and start not in swallowing:
            flow.connect(start, instruction.target)
    starts = list(flow.instructions)
    for first, last, handler in _exception_table(code.co_exceptiontable):
        for start in starts[bisect_left(starts, first) : bisect_left(starts, last)]:
            flow.connect(start, handler)
    flow.positions = _positions(code, flow)
    return flow


def instruction_at(code: CodeType, offset: int) -> int:
    """Return where the instruction begins whose cache *offset* lies in."""
    text = code.co_code
    while offset > 0 and text[offset] == _CACHE:
        offset -= 2
    return offset


def has_backward_jump(code: CodeType) -> bool:
    """Say whether *code* could loop at all; much cheaper than its flow."""
    return any(op in _BACKWARD for op in code.co_code[::2])


_BACKWARD = {op for name, op in dis.opmap.items() if "JUMP_BACKWARD" in name}


def _decode(code: CodeType) -> Iterator[Instruction]:
    # co_code holds the original opcodes with zeroed caches, whatever the
    # interpreter has specialised; an inline cache entry reads as opcode CACHE.
    raw = code.co_code
    start = argument = position = 0
    while position + 1 < len(raw):
        op, argument = raw[position], (argument << 8) | raw[position + 1]
        position += 2
        if op == _EXTENDED_ARG:
            continue
        while position + 1 < len(raw) and raw[position] == _CACHE:
            position += 2
        target = _target(op, argument, position)
        yield Instruction(start, position, dis.opname[op], argument, target)
        start, argument = position, 0


_RELATIVE = set(dis.hasjrel)


def _target(op: int, argument: int, following: int) -> int | None:
    if op not in _RELATIVE or dis.opname[op] in _NOT_A_JUMP:
        return None
    return following + 2 * (-argument if op in _BACKWARD else argument)


def _swallowing_jumps(flow: Flow) -> set[int]:
    # `with` may swallow an exception, so by the letter `return get()` inside
    # `with lock:` inside a loop could run again. It does not in practice.
    found, pending = set(), False
    for start, instruction in flow.instructions.items():
        if instruction.name == "WITH_EXCEPT_START":
            pending = True
        elif pending and instruction.name.startswith("POP_JUMP"):
            pending = False
            found.add(start)
    return found


def _exception_table(table: bytes) -> Iterator[tuple[int, int, int]]:
    # Format: CPython's Objects/exception_handling_notes.txt.
    numbers: list[int] = []
    value = 0
    for byte in table:
        value = (value << 6) | (byte & 63)
        if not byte & 64:
            numbers.append(value)
            value = 0
    for index in range(0, len(numbers) - 3, 4):
        first, length, handler, _depth = numbers[index : index + 4]
        yield first * 2, (first + length) * 2, handler * 2


def _positions(code: CodeType, flow: Flow) -> dict[int, Position]:
    known = list(code.co_positions())
    found: dict[int, Position] = {}
    for start, instruction in flow.instructions.items():
        unit = instruction.end // 2 - 1
        if unit >= len(known):
            continue
        line, end_line, column, end_column = known[unit]
        if None not in (line, end_line, column, end_column):
            found[start] = (line, end_line, column, end_column)  # type: ignore[assignment]
    return found
