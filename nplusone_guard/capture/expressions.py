"""A span: the exact piece of source a frame is executing."""

from __future__ import annotations

import dis
from dataclasses import dataclass
from itertools import islice
from types import CodeType

from nplusone_guard.capture.bytecode import Position
from nplusone_guard.capture.generated import Generated, generated_of
from nplusone_guard.capture.modules import character_column, lines_of
from nplusone_guard.capture.wholeness import whole_position
from nplusone_guard.capture.wording import in_one_line


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a source file.

    Attributes:
        column: With end_column, 0-based characters.
        function: Qualified name of the code object.
        expression: The source text in one line; None where it cannot be read.
    """

    file: str
    line: int
    end_line: int
    column: int
    end_column: int
    function: str
    expression: str | None


# By id of the code and offset. The code is kept so that its id cannot pass to another.
_spans: dict[tuple[int, int], tuple[CodeType, Span]] = {}
_MOST_SPANS = 5_000


def span_at(code: CodeType, offset: int) -> Span:
    """Return what the frame of *code* with `f_lasti` *offset* is executing."""
    known = _spans.get((id(code), offset))
    if known is None:
        if len(_spans) >= _MOST_SPANS:
            _spans.clear()
        known = _spans[id(code), offset] = (code, _read_span(code, offset))
    return known[1]


def _read_span(code: CodeType, offset: int) -> Span:
    file, function = code.co_filename, code.co_qualname
    generated = generated_of(code)
    if generated is not None:
        return _in_template(generated, _raw_position(code, offset)[0])
    lines = lines_of(file)
    line, end_line, column, end_column = _raw_position(code, offset)
    if column is None or end_column is None or end_line is None:
        return _whole_line(file, line, function, lines)
    raw = position = (line, end_line, column, end_column)
    operation = _operation(code, offset)
    if lines:
        position = whole_position(file, raw, operation)
    if position == raw and operation.startswith(("GET_ITER", "POP_JUMP")):
        position = _put_down_before(code, offset, raw, lines) or position
    return _span(file, position, function, lines)


def outline(span: Span, context: int = 2) -> list[tuple[int, str]]:
    """Return (line number, text) of *span* and *context* lines around it."""
    lines = lines_of(span.file)
    first = max(1, span.line - context)
    last = min(len(lines), span.end_line + context)
    return [(number, lines[number - 1].rstrip()) for number in range(first, last + 1)]


def text_at(lines: list[str], position: Position) -> str | None:
    """Return the text of *position*, its columns in characters; None if outside."""
    line, end_line, column, end_column = position
    if not 1 <= line <= end_line <= len(lines):
        return None
    chosen = lines[line - 1 : end_line]
    chosen[-1] = chosen[-1][:end_column]
    chosen[0] = chosen[0][column:]
    return "".join(chosen)


def _raw_position(
    code: CodeType, offset: int
) -> tuple[int, int | None, int | None, int | None]:
    places = iter(code.co_positions())
    place = next(islice(places, max(offset, 0) // 2, None), None)
    if place is None or place[0] is None:
        return code.co_firstlineno, None, None, None
    return place[0], *place[1:]


def _in_template(generated: Generated, line: int) -> Span:
    line = generated.line_of(line)
    text = generated.text_of(line)
    stripped = text.lstrip()
    file, column = generated.code.co_filename, len(text) - len(stripped)
    expression = in_one_line(stripped) or None
    return Span(file, line, line, column, len(text), "", expression)


def _put_down_before(
    code: CodeType, offset: int, whole: Position, lines: list[str]
) -> Position | None:
    """Return where the value stands that the instruction before has put down.

    Up to 3.12 what asks for the items of a comprehension's inner `for`, and up to 3.11
    for the truth of its `if`, is recorded as the whole comprehension.
    """
    text = text_at(lines, whole) or ""
    line, end_line, column, end_column = _raw_position(code, offset - 2)
    if not text.startswith(("[", "{", "(")) or None in (end_line, column, end_column):
        return None
    found = (line, end_line or 0, column or 0, end_column or 0)
    return None if found == whole else found


def _operation(code: CodeType, offset: int) -> str:
    raw = code.co_code
    return dis.opname[raw[offset]] if 0 <= offset < len(raw) else ""


def _span(file: str, position: Position, function: str, lines: list[str]) -> Span:
    line, end_line, column, end_column = position
    if 1 <= line <= end_line <= len(lines):
        column = character_column(lines[line - 1], column)
        end_column = character_column(lines[end_line - 1], end_column)
    text = text_at(lines, (line, end_line, column, end_column))
    expression = in_one_line(text) if text else None
    return Span(file, line, end_line, column, end_column, function, expression or None)


def _whole_line(file: str, line: int, function: str, lines: list[str]) -> Span:
    text = lines[line - 1].rstrip() if 1 <= line <= len(lines) else ""
    stripped = text.lstrip()
    column = len(text) - len(stripped)
    expression = in_one_line(stripped) or None
    return Span(file, line, line, column, len(text), function, expression)
