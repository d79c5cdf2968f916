"""A token: one word, name, symbol or value of the statement that is rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MYSQL = ("mysql", "mariadb")

Kind = Literal["word", "quoted", "symbol", "value", "keys"]
Style = Literal["format", "pyformat", "qmark", "named", "numeric", "numeric_dollar"]


class RefusedError(Exception):
    """A part of the statement is not proven safe to rewrite; the text says which."""


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value stands: as a parameter or as a literal, and the how many-th.

    Attributes:
        name: The name a named parameter has in the statement.
    """

    is_literal: bool
    position: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the statement; *spaced* when white space stood before it."""

    kind: Kind
    text: str
    spaced: bool = True
    value: Value | None = None

    @property
    def word(self) -> str:
        """Return the keyword in capitals, or nothing for any other token."""
        return self.text.upper() if self.kind == "word" else ""


def symbol(text: str, spaced: bool = True) -> Token:
    """Return a token for a piece of SQL this package wrote itself."""
    return Token("symbol", text, spaced)


def written(text: str) -> list[Token]:
    """Return the space-separated pieces of *text* as tokens."""
    return [symbol(piece) for piece in text.split()]


def text_of(tokens: list[Token]) -> str:
    """Return *tokens* as SQL, for names and messages; values become a question mark."""
    pieces = [
        (" " if token.spaced else "") + ("?" if token.value else token.text)
        for token in tokens
    ]
    return "".join(pieces).strip()
