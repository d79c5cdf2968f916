"""The collapse: what may be repeated any number of times is written once.

Lists of values, rows of VALUES, arms of CASE and equal parts of a UNION. Only
neighbours of equal length are compared, which keeps nested input from costing more
than n log n.
"""

from __future__ import annotations

from collections.abc import Callable

from nplusone_guard.fingerprint.frames import Frame, is_value

_OPERANDS = frozenset({"?", ")", "]", "NULL", "END", "DEFAULT"})
_LIST_OPENERS = frozenset({"IN", "field"})

# A statement with none of these has nothing to collapse.
_TRIGGERS = "+ - IN VALUES value ARRAY ANY SOME CASE UNION field extract"
TRIGGERS = frozenset(_TRIGGERS.split())


def collapse(tokens: list[str]) -> list[str]:
    """Return canonical *tokens* with signs, lists and repeated parts folded."""
    out: list[str] = []
    stack = [Frame("", 0)]
    for token in tokens:
        step = _STEPS.get(token)
        if step is None:
            out.append(token)
        else:
            step(out, stack, token)
    _close_all(out, stack)
    return out


def _value(out: list[str], stack: list[Frame], token: str) -> None:
    while out and out[-1] in ("-", "+") and not (len(out) > 1 and is_operand(out[-2])):
        out.pop()
    out.append(token)


def is_operand(token: str) -> bool:
    """Whether a sign after *token* is an operator between two values."""
    first = token[0]
    return token in _OPERANDS or first.islower() or first in '_"`' or first > "\x7f"


def _open_round(out: list[str], stack: list[Frame], token: str) -> None:
    top = stack[-1]
    before = out[-1] if out else ""
    if before == "value" and out[0] in ("INSERT", "REPLACE") and out[-2] != "INTO":
        before = out[-1] = "VALUES"
    if before == "ROW" and out[-2:-1] in (["VALUES"], [","]):
        before = _without_row(out, top)
    is_next_row = before == "," and top.row is not None and top.row[1] == len(out) - 1
    kind = ""
    if before in _LIST_OPENERS or (top.kind == "list" and top.piece == len(out)):
        kind = "list"
    elif before == "VALUES" or is_next_row:
        kind = "list"
        top.row = top.row if is_next_row else None
    elif before in ("ANY", "SOME") and out[-2:-1] == ["="]:
        kind = "any"
    out.append(token)
    is_row = is_next_row or before == "VALUES"
    stack.append(Frame(token, len(out), kind, is_row))


def _without_row(out: list[str], top: Frame) -> str:
    """Drop the word that MySQL allows before each row of VALUES; return what is last."""
    is_next_row = top.row is not None and top.row[1] == len(out) - 2
    if is_next_row or out[-2] == "VALUES":
        out.pop()
    return out[-1]


def _open_square(out: list[str], stack: list[Frame], token: str) -> None:
    top = stack[-1]
    is_inner = top.opener == "[" and top.kind == "list" and top.piece == len(out)
    is_list = is_inner or out[-1:] == ["ARRAY"]
    out.append(token)
    stack.append(Frame(token, len(out), "list" if is_list else ""))


def _close_round(out: list[str], stack: list[Frame], token: str) -> None:
    frame = _close(out, stack, "(")
    if frame is not None and frame.kind == "any" and _is_values(out, frame.start):
        out[frame.start - 3 :] = ["IN", "(", "?"]
    out.append(token)
    if frame is not None and frame.is_row:
        stack[-1].end_row(out, frame.start - 1)


def _close_square(out: list[str], stack: list[Frame], token: str) -> None:
    _close(out, stack, "[")
    out.append(token)


def _close(out: list[str], stack: list[Frame], opener: str) -> Frame | None:
    """End the frame that *opener* began, and each CASE left open inside it."""
    while stack[-1].opener == "CASE":
        stack.pop().end_piece(out)
    if stack[-1].opener != opener:
        return None
    frame = stack.pop()
    frame.end_piece(out)
    return frame


def _close_all(out: list[str], stack: list[Frame]) -> None:
    while stack:
        stack.pop().end_piece(out)


def _is_values(out: list[str], start: int) -> bool:
    """Whether *out* ends in one value or one array of values, cast or not."""
    if out[start : start + 4] == ["ARRAY", "[", "?", "]"]:
        return len(out) == start + 4 or is_value(["?", *out[start + 4 :]], 0)
    return is_value(out, start)


def _comma(out: list[str], stack: list[Frame], token: str) -> None:
    top = stack[-1]
    if top.kind == "list":
        top.end_piece(out)
        out.append(token)
        top.piece = len(out)
    else:
        out.append(token)


def _query(out: list[str], stack: list[Frame], token: str) -> None:
    """A bracket that holds a query is no list, whatever stands before it."""
    top = stack[-1]
    if top.kind == "list" and top.piece == len(out):
        top.kind = ""
    out.append(token)


def _from(out: list[str], stack: list[Frame], token: str) -> None:
    """The field of EXTRACT is a value: the databases take a parameter there."""
    if out[-3:-1] == ["extract", "("] and is_operand(out[-1]):
        out[-1] = "?"
    out.append(token)


def _case(out: list[str], stack: list[Frame], token: str) -> None:
    out.append(token)
    stack.append(Frame(token, len(out)))


def _arm(out: list[str], stack: list[Frame], token: str) -> None:
    top = stack[-1]
    if top.opener == "CASE":
        top.end_piece(out)
        top.piece = len(out)
    out.append(token)


def _end(out: list[str], stack: list[Frame], token: str) -> None:
    if stack[-1].opener == "CASE":
        stack.pop().end_piece(out)
    out.append(token)


def _union(out: list[str], stack: list[Frame], token: str) -> None:
    top = stack[-1]
    if top.opener != "CASE" and not top.kind:
        top.end_piece(out)
        top.piece = len(out)
    out.append(token)


def _semicolon(out: list[str], stack: list[Frame], token: str) -> None:
    _close_all(out, stack)
    out.append(token)
    stack.append(Frame("", len(out)))


_STEPS: dict[str, Callable[[list[str], list[Frame], str], None]] = {
    "?": _value,
    "(": _open_round,
    ")": _close_round,
    "[": _open_square,
    "]": _close_square,
    ",": _comma,
    "SELECT": _query,
    "VALUES": _query,
    "WITH": _query,
    "FROM": _from,
    "CASE": _case,
    "WHEN": _arm,
    "ELSE": _arm,
    "END": _end,
    "UNION": _union,
    ";": _semicolon,
}
