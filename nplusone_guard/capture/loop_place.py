"""The place of a loop: what the reader is shown of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import CodeType, FrameType

from nplusone_guard.capture.early_exit import can_end_early
from nplusone_guard.capture.expressions import Span, span_at, text_at
from nplusone_guard.capture.generated import generated_of
from nplusone_guard.capture.loops import Loop
from nplusone_guard.capture.modules import character_column, lines_of
from nplusone_guard.capture.wording import in_one_line

__all__ = ["LoopPlace", "OneRound", "loop_place", "recursion_among"]


_KEYWORDS = ("for", "async for", "while")


@dataclass(frozen=True, slots=True)
class LoopPlace:
    """The loop that repeats a statement.

    Attributes:
        span: where it is written.
        kind: "for", "while", "async for", "comprehension", "generator", "library",
            "tasks", "recursion" or "call" (a function of the interpreter's own).
        call: where, inside the loop's body, the way to the statement begins.
        can_end_early: the body breaks or returns, as a loop does that tries again.
        rows: the variables of the function around it that hold a row just now.
    """

    span: Span
    kind: str
    call: Span
    can_end_early: bool = False
    rows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OneRound:
    """A library's loop that has a single round just now: what repeats is further out."""

    span: Span


def loop_place(code: CodeType, offset: int, loop: Loop) -> LoopPlace:
    """Return the place of *loop*, which repeats the instruction at *offset* of *code*."""
    return LoopPlace(
        span=_span_of(code, loop),
        kind=loop.kind if generated_of(code) is None else "library",
        call=span_at(code, offset),
        can_end_early=can_end_early(code.co_filename, loop.line),
    )


def recursion_among(frames: Iterable[FrameType]) -> LoopPlace | None:
    """Return the call by which a function among *frames*, innermost first, called itself."""
    seen: set[int] = set()
    for frame in frames:
        if id(frame.f_code) in seen:
            span = span_at(frame.f_code, frame.f_lasti)
            return LoopPlace(span, "recursion", span)
        seen.add(id(frame.f_code))
    return None


def _with_keyword(line: str, column: int) -> int:
    """Return where the statement at *column* begins: Python notes its target or test."""
    before = line[:column]
    for keyword in _KEYWORDS:
        if before.strip() == keyword:
            return before.index(keyword)
    return column


def _span_of(code: CodeType, loop: Loop) -> Span:
    lines = lines_of(code.co_filename)
    if not 1 <= loop.line <= loop.end_line <= len(lines):
        return span_at(code, loop.header)
    column = _with_keyword(
        lines[loop.line - 1], character_column(lines[loop.line - 1], loop.column)
    )
    end_column = character_column(lines[loop.end_line - 1], loop.end_column)
    text = text_at(lines, (loop.line, loop.end_line, column, end_column))
    return Span(
        code.co_filename,
        loop.line,
        loop.end_line,
        column,
        end_column,
        code.co_qualname,
        in_one_line(text) if text else None,
    )
