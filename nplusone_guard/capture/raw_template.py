"""A raw template: a hand-written statement as it was sent, its literals emptied.

Rewriting a statement needs its very text, which its shape no longer is; what stood in
the literals is nobody's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nplusone_guard.fingerprint.canon import plain_text
from nplusone_guard.fingerprint.comments import plain_comments
from nplusone_guard.fingerprint.dialects import Dialect, dialect_named
from nplusone_guard.fingerprint.lexer import token_pattern

__all__ = ["RawTemplate", "raw_template"]

_LONGEST = 20_000
_NUMBER = re.compile(r"[0-9.]")
_STRING = re.compile(r"[A-Za-z_&]*(')")
# Where a bare number is part of the statement and no value: LIMIT 1, ORDER BY 2.
_COUNTED = frozenset({"LIMIT", "OFFSET", "TOP", "FIRST", "NEXT", "SELECT", "FETCH"})
_SMALL = frozenset({"0", "1"})
_LIST_ENDS = frozenset({"LIMIT", "OFFSET", "HAVING", "FETCH", "FOR", "UNION", "WHERE"})


@dataclass(frozen=True, slots=True)
class RawTemplate:
    """The text of a repeated statement without its values.

    Attributes:
        parts: its tokens, with ``''`` and 0 for literals, the rest as sent.
        differing: which of the parts are literals that were not the same in two runs.
    """

    parts: tuple[str, ...]
    differing: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """The statement with its literals emptied."""
        return "".join(self.parts)

    @property
    def changed(self) -> str:
        """The same with other literals where those of two runs differed."""
        return "".join(
            _other(part) if place in self.differing else part
            for place, part in enumerate(self.parts)
        )

    def joined(self, other: RawTemplate | None) -> RawTemplate:
        """Return what both comparisons together say."""
        if other is None or other.parts != self.parts:
            return self
        return RawTemplate(self.parts, self.differing | other.differing)


def raw_template(first: str, second: str, dialect: str | None) -> RawTemplate | None:
    """Return the template of two runs of one statement; None where they do not match."""
    known = dialect_named(dialect)
    if max(len(first), len(second)) > _LONGEST:
        return None
    before, after = list(_pieces(first, known)), list(_pieces(second, known))
    if len(before) != len(after):
        return None
    parts: list[str] = []
    differing: set[int] = set()
    for place, (one, other) in enumerate(zip(before, after, strict=True)):
        empty = _emptied(one, known)
        if empty is not None and one.text != other.text:
            differing.add(place)
        parts.append(one.space + (one.text if empty is None else empty))
    return RawTemplate(tuple(parts), frozenset(differing))


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    space: str
    is_structure: bool


def _pieces(sql: str, dialect: Dialect) -> Iterator[_Piece]:
    """Yield the tokens of *sql*, without comments, which may hold values too."""
    text = plain_text(sql)
    if "/*" in text:
        text = plain_comments(text, dialect)
    odd = (dialect.dollar_quotes and "$" in text) or dialect.alternative_quotes
    words: list[str] = []
    brackets: list[bool] = []
    in_list = False
    end = 0
    for match in token_pattern(dialect, bool(odd)).finditer(text):
        token = match[1]
        if not token:
            break
        space = " " if end and match.start(1) > end else ""
        end = match.end(1)
        word = token.upper()
        if word == "BY":
            in_list = True
        elif word in _LIST_ENDS:
            in_list = False
        elif token == "(":
            brackets.append(_is_type(words))
        elif token == ")" and brackets:
            brackets.pop()
        before = words[-1] if words else ""
        is_small = token in _SMALL and (
            before in _COUNTED or words[-2:] == ["COUNT", "("]
        )
        is_place = in_list and not brackets and before in ("BY", ",")
        is_length = bool(brackets) and brackets[-1]
        yield _Piece(token, space, is_small or is_place or is_length)
        words.append(word)


def _is_type(words: list[str]) -> bool:
    """Say whether the bracket after *words* holds a length: `AS varchar(`, `::char(`."""
    for back, word in enumerate(reversed(words)):
        if word in ("AS", "::"):
            return back > 0
        if not word.isidentifier():
            return False
    return False


def _emptied(piece: _Piece, dialect: Dialect) -> str | None:
    """Return the literal without its value; None for what is none."""
    if piece.is_structure:
        return None
    if piece.text[0] == '"' and dialect.quoted == "string":
        return "''"
    if _NUMBER.match(piece.text) and piece.text != ".":
        return "0"
    if piece.text[0] == "$" and piece.text.endswith("$") and len(piece.text) > 1:
        return "''"
    string = _STRING.match(piece.text)
    return f"{piece.text[: string.start(1)]}''" if string else None


def _other(empty: str) -> str:
    return f"{empty[:-1]}9" if empty[-1] == "0" else f"{empty[:-1]}x'"
