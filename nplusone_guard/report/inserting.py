"""Inserting: new code put into a spread out expression, whose comments stay where they are."""

from __future__ import annotations

import io
import tokenize
from itertools import pairwise

__all__ = ["inserted"]

_BLANKS = frozenset(
    {
        *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER),
        *(tokenize.INDENT, tokenize.DEDENT),
    }
)


def inserted(stands: str, shown: str, code: str) -> str | None:
    """Return *stands* with what *code* has more than *shown*, the same in one line.

    None where it is not the same, or *code* adds in several places.
    """
    old, known, new = _tokens(stands), _tokens(shown), _tokens(code)
    if not old or not new or _texts(old) != _texts(known or []):
        return None
    before = _alike(_texts(old), _texts(new))
    behind = _alike(_texts(old)[::-1], _texts(new)[::-1])
    behind = min(behind, len(old) - before)
    if before + behind != len(old) or not before:
        return None
    added = code[new[before - 1][2] : new[len(new) - behind - 1][2]]
    place = old[before - 1][2]
    return stands[:place] + added + stands[place:]


_Token = tuple[str, int, int]


def _tokens(text: str) -> list[_Token] | None:
    """Return the words of *text* with where each begins and ends."""
    # In brackets: the lines of an expression may begin anywhere.
    wrapped = f"(\n{text}\n)"
    starts = [0]
    for line in wrapped.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    try:
        found = list(tokenize.generate_tokens(io.StringIO(wrapped).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    words = [token for token in found if token.type not in _BLANKS]
    # What is told in one line has no comma before a bracket that closes.
    words = [
        token
        for token, after in pairwise(words)
        if not (token.string == "," and after.string in (")", "]", "}"))
    ][1:]
    return [
        (
            token.string,
            starts[token.start[0] - 1] + token.start[1] - 2,
            starts[token.end[0] - 1] + token.end[1] - 2,
        )
        for token in words
    ]


def _texts(tokens: list[_Token]) -> list[str]:
    # The quotes are those of the author here, and those of ast.unparse there.
    return [text.replace("'", '"') for text, *_ in tokens]


def _alike(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
