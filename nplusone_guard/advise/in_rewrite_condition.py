"""A key: the column that a WHERE compares, by equality alone, with a value that varies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nplusone_guard.advise.in_rewrite_clauses import Tokens, outside_brackets
from nplusone_guard.advise.in_rewrite_tokens import (
    MYSQL,
    RefusedError,
    Token,
    Value,
    text_of,
)

_NO_COLUMN_WORDS = """
    NULL TRUE FALSE NOT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
    SESSION_USER USER LOCALTIME LOCALTIMESTAMP ANY ALL SOME EXISTS BINARY PRIOR
    ROW
"""
_NO_COLUMN = frozenset(_NO_COLUMN_WORDS.split())
# Functions of a column that may stand where the column stands: same text in, same out.
_KEY_FUNCTIONS = frozenset({"LOWER", "UPPER"})
_TYPE_PIECE = re.compile(r"[(),]|\d+\Z")


@dataclass(frozen=True, slots=True)
class Key:
    """A column, the value it must equal, and the type the value is cast to."""

    column: Tokens
    value: Value
    cast: str = ""

    @property
    def text(self) -> str:
        """Return the column as the statement writes it."""
        return text_of(self.column)

    @property
    def name(self) -> str:
        """Return the column's last name, without quotes."""
        return plain_name(self.column[-1]) if self.is_column else self.text.lower()

    @property
    def is_column(self) -> bool:
        """Tell a plain column from a function of one."""
        return self.column[-1].text != ")"


def plain_name(token: Token) -> str:
    """Return a name as the database reports it, without its quotes."""
    return token.text[1:-1] if token.kind == "quoted" else token.text.lower()


def conjuncts(where: Tokens, dialect: str | None) -> list[Tokens]:
    """Return the conditions that AND joins, those in brackets of their own too.

    Raises:
        RefusedError: OR, or its kin, joins them: then no condition alone must hold.
    """
    result = []
    for part in _split_and(where, dialect):
        inner = _without_brackets(part)
        if inner is None:
            result.append(part)
            continue
        try:
            result += conjuncts(inner, dialect)
        except RefusedError:
            # An OR inside brackets is one condition; whether it may stay as it is
            # depends on which values it holds.
            result.append(part)
    return result


def equality(condition: Tokens) -> Key | None:
    """Return the key when *condition* is ``column = value`` or a list of one value."""
    for index, token in outside_brackets(condition):
        if token.kind == "symbol" and token.text in ("=", "=="):
            left, right = condition[:index], condition[index + 1 :]
            return _key(left, right) or _key(right, left)
        if token.word == "IN" and condition[index + 1 :][:1] != []:
            listed = condition[index + 1 :]
            return _key(condition[:index], listed) if listed[0].text == "(" else None
    return None


def is_column(tokens: Tokens) -> bool:
    """Tell whether *tokens* are one name, with or without its table and schema."""
    if len(tokens) not in (1, 3, 5) or any(dot.text != "." for dot in tokens[1::2]):
        return False
    names = tokens[::2]
    return all(
        name.kind == "quoted" or (name.word and name.word not in _NO_COLUMN)
        for name in names
    )


def _split_and(tokens: Tokens, dialect: str | None) -> list[Tokens]:
    parts: list[Tokens] = []
    start, cases, betweens = 0, 0, 0
    for index, token in outside_brackets(tokens):
        if token.word in ("CASE", "END"):
            cases += 1 if token.word == "CASE" else -1
        if cases:
            continue
        if _is_or(token, dialect):
            raise RefusedError(
                f"{token.text.upper()} joins the conditions: a row may match without its key."
            )
        if token.word == "BETWEEN":
            betweens += 1
        elif token.word == "AND" and betweens:
            betweens -= 1
        elif token.word == "AND":
            parts.append(tokens[start:index])
            start = index + 1
    parts.append(tokens[start:])
    if cases or betweens or not all(parts):
        raise RefusedError("The conditions of WHERE could not be told apart.")
    return parts


def _is_or(token: Token, dialect: str | None) -> bool:
    if token.kind == "symbol":
        # Two bars are OR in MySQL and join strings elsewhere.
        return dialect in (*MYSQL, None) and token.text in ("||", "&&")
    return token.word in ("OR", "XOR")


def _without_brackets(tokens: Tokens) -> Tokens | None:
    if len(tokens) < 3 or tokens[0].text != "(" or tokens[-1].text != ")":
        return None
    if tokens[1].word in ("SELECT", "WITH", "VALUES"):
        return None
    shown = [index for index, _ in outside_brackets(tokens)]
    return tokens[1:-1] if shown == [0, len(tokens) - 1] else None


def _key(column: Tokens, value: Tokens) -> Key | None:
    function = (
        len(column) > 3
        and column[0].word in _KEY_FUNCTIONS
        and column[1].text == "("
        and column[-1].text == ")"
        and is_column(column[2:-1])
    )
    if not function and not is_column(column):
        return None
    while (inner := _without_brackets(value)) is not None:
        value = inner
    if not value:
        return None
    if value[0].value and len(value) == 1:
        return Key(column, value[0].value)
    return _cast_key(column, value)


def _cast_key(column: Tokens, value: Tokens) -> Key | None:
    if len(value) > 2 and value[1].text == "::":
        found, kind = value[0].value, value[2:]
    elif len(value) > 5 and value[0].word == "CAST" and value[3].word == "AS":
        found, kind = value[2].value, value[4:-1]
    else:
        return None
    is_type = all(t.kind == "word" or _TYPE_PIECE.match(t.text) for t in kind)
    return Key(column, found, text_of(kind)) if found and is_type else None
