"""One round: a loop that goes over a single thing just now, so that it repeats nothing.

`serialize([book])` twice is two statements from one loop, and neither loop came round.
"""

from __future__ import annotations

import dis
from types import CodeType, FrameType
from typing import Any

from nplusone_guard.capture.loops import Loop

__all__ = ["has_one_round"]

_SIZED = (list, tuple, set, frozenset, dict)
_OF_A_LIST: type[Any] = type(iter([]))
_LOOK_BACK = 8  # a comprehension prepares its result between the two
_NO_DATA = ("CACHE", "RESUME", "NOP", "COPY_FREE_VARS")


def has_one_round(frame: FrameType, loop: Loop) -> bool:
    """Say whether *loop*, which *frame* is in, goes over one thing that a variable holds."""
    name = _gone_over(frame.f_code, loop)
    things = frame.f_locals.get(name) if name else None
    if type(things) is _OF_A_LIST:
        things = next(iter(things.__reduce__()[1]), None)
    return type(things) in _SIZED and len(things) == 1  # type: ignore[arg-type]


def _gone_over(code: CodeType, loop: Loop) -> str:
    """Return the variable that *loop* goes over; nothing where it is no plain one."""
    before: list[dis.Instruction] = []
    for instruction in dis.get_instructions(code):
        if instruction.offset >= loop.header:
            break
        if instruction.opname not in _NO_DATA:
            before.append(instruction)
    last: dis.Instruction | None = None
    for instruction in reversed(before[-_LOOK_BACK:]):
        if last is not None and last.opname == "GET_ITER":
            return _variable(instruction)
        last = instruction
    # The code of a comprehension of its own is handed the iterator.
    return ".0" if ".0" in code.co_varnames[:1] else ""


def _variable(instruction: dis.Instruction) -> str:
    if not instruction.opname.startswith(("LOAD_FAST", "LOAD_DEREF")):
        return ""
    # 3.13 loads two variables with one instruction; the last is on top.
    given: object = instruction.argval
    return str(given[-1] if isinstance(given, tuple) else given)
