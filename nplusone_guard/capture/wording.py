"""Wording: a piece of source text set in one line, so that a message can quote it."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

_AT_MOST = 500
_LEFT_OUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
_OPENING, _CLOSING = set("([{"), set(")]}")
# A bracket right behind one of these is a call or a subscript, never a tuple.
_ENDS_OPERAND = (")", "]")


def in_one_line(text: str) -> str:
    """Return the expression *text* in one line, cut after 500 characters."""
    if "\n" in text:
        text = _joined(text)
    text = text.strip()
    return text if len(text) <= _AT_MOST else text[: _AT_MOST - 1] + "…"


def _joined(text: str) -> str:
    # Brackets around it let a chain of calls that starts new lines with dots parse.
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline))
    except (tokenize.TokenError, SyntaxError):
        return " ".join(line.strip() for line in text.splitlines())
    words = [token for token in tokens if token.type not in _LEFT_OUT][1:-1]
    return "".join(_with_spaces(_without_trailing_commas(words)))


def _without_trailing_commas(
    words: list[tokenize.TokenInfo],
) -> Iterator[tokenize.TokenInfo]:
    calls: list[bool] = []
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        after = words[index + 1] if index + 1 < len(words) else None
        if word.string in _OPENING:
            calls.append(before is not None and _ends_operand(before))
        elif word.string in _CLOSING and calls:
            calls.pop()
        if word.string == "," and after is not None and after.start[0] > word.end[0]:
            in_operand = bool(calls) and calls[-1]
            if _is_idle_before(after.string, in_operand):
                continue
        yield word


def _is_idle_before(closing: str, in_operand: bool) -> bool:
    # Elsewhere the comma may make a tuple of one.
    return closing == "}" or closing == (")" if in_operand else "]")


def _ends_operand(word: tokenize.TokenInfo) -> bool:
    return word.type == tokenize.NAME or word.string in _ENDS_OPERAND


def _with_spaces(words: Iterator[tokenize.TokenInfo]) -> Iterator[str]:
    before: tokenize.TokenInfo | None = None
    for word in words:
        if before is not None and _is_apart(before, word):
            yield " "
        yield word.string
        before = word


def _is_apart(before: tokenize.TokenInfo, word: tokenize.TokenInfo) -> bool:
    if before.end[0] == word.start[0]:
        return before.end[1] != word.start[1]
    return not (
        before.string in _OPENING or word.string in _CLOSING or word.string == "."
    )
