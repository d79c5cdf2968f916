"""A raw template: a hand-written statement as it was sent, its literals emptied.

Rewriting a statement needs its very text, which its shape no longer is; what stood in
the literals is nobody's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nplusone_guard.fingerprint.canon import plain_text
from nplusone_guard.fingerprint.dialects import Dialect, dialect_named
from nplusone_guard.fingerprint.keywords import TRUTHS
from nplusone_guard.fingerprint.lexer import spaced_tokens
from nplusone_guard.fingerprint.words import canonical

__all__ = ["RawTemplate", "raw_template"]

_LONGEST = 20_000
_NUMBER = re.compile(r"[0-9.]")
_PLACEHOLDERS = ("?", "%", ":", "@", "__[")
_NUMBERED = re.compile(r"\$[A-Za-z0-9_]+\Z")
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
    words: list[str] = []
    brackets: list[bool] = []
    in_list = False
    for space, token in spaced_tokens(plain_text(sql), dialect):
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
        counts = token.isdigit() and (is_small or is_place or is_length)
        yield _Piece(token, space, counts)
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
    text = piece.text
    is_word = text.upper() in TRUTHS or text.startswith(_PLACEHOLDERS)
    if is_word or _NUMBERED.match(text) or canonical(text, dialect) != "?":
        return None
    if _NUMBER.match(text):
        return "0"
    string = _STRING.match(text)
    return f"{text[: string.start(1)]}''" if string else "''"


def _other(empty: str) -> str:
    return f"{empty[:-1]}9" if empty[-1] == "0" else f"{empty[:-1]}x'"
