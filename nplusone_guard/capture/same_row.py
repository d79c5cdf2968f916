"""Same row: a loop whose every round asks one row for what that row keeps once loaded.

`for name in names: getattr(book, name)` asks for each relation of the book once, however
often it goes round. Where one relation is loaded again and again, another loop around it
brings the books.
"""

from __future__ import annotations

import dis
from types import CodeType, FrameType

from nplusone_guard.capture.loops import Loop

__all__ = ["keeps_row"]


def keeps_row(frame: FrameType, loop: Loop, row: object) -> bool:
    """Say whether *loop*, which *frame* is in, holds *row* and never another in its place."""
    names = {name for name, value in frame.f_locals.items() if value is row}
    return bool(names) and not names & _assigned(frame.f_code, loop)


def _assigned(code: CodeType, loop: Loop) -> set[str]:
    found: set[str] = set()
    for instruction in dis.get_instructions(code):
        if (
            loop.start <= instruction.offset < loop.end
            and "STORE" in instruction.opname
        ):
            # 3.13 stores two variables with one instruction.
            given: object = instruction.argval
            found.update(map(str, given if isinstance(given, tuple) else (given,)))
    return found
