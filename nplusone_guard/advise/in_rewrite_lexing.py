"""Lexing: how a statement's text becomes tokens, with every doubtful reading refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from nplusone_guard.advise.in_rewrite_tokens import (
    MYSQL,
    Kind,
    RefusedError,
    Token,
    symbol,
)

LONGEST = 20_000
_WORD = re.compile(r"[^\W\d][\w$#]*\Z")
# Before a minus these end an operand: then it subtracts and is no sign.
_OPERAND_ENDS = (")", "]")
# A string right after one of these is an operand, not a prefixed or typed literal.
_BEFORE_STRING_WORDS = """
    AND OR NOT LIKE ILIKE RLIKE REGEXP GLOB MATCH ESCAPE SELECT DISTINCT ALL
    WHERE ON HAVING BETWEEN IN IS WHEN THEN ELSE CASE BY SET ZONE SEPARATOR FROM
    SIMILAR TO FOR LIMIT OFFSET RETURN VALUES XOR BINARY SYMMETRIC
"""
_BEFORE_STRING = frozenset(_BEFORE_STRING_WORDS.split())

# Double quotes hold a name here and never a string.
_NAMES_ONLY = ("postgresql", "oracle")


def tokenize(sql: str, dialect: str | None) -> list[Token]:
    """Return the tokens of *sql* without comments.

    Raises:
        RefusedError: Where databases read the text differently and a wrong guess
            would change what the statement means.
    """
    if len(sql) > LONGEST:
        raise RefusedError(f"The statement is longer than {LONGEST:,} characters.")
    tokens: list[Token] = []
    for kind, text, spaced in _pieces(sql, dialect):
        _append(tokens, Token(kind, text, spaced), dialect)
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    if any(token.text == ";" and token.kind == "symbol" for token in tokens):
        raise RefusedError("The text holds more than one statement.")
    return tokens


def _pieces(sql: str, dialect: str | None) -> Iterator[tuple[Kind, str, bool]]:
    from sqlparse import lexer
    from sqlparse import tokens as names

    spaced = False
    lex: Callable[[str], Iterator[tuple[Any, str]]] = lexer.tokenize
    for kind, text in lex(sql):
        if text.isspace():
            spaced = True
        elif kind in names.Comment:
            _check_comment(text, dialect)
            spaced = True
        else:
            if kind in names.Name.Placeholder:
                yield "value", text, spaced
            elif kind in names.Literal:
                _check_literal(text, dialect)
                yield ("quoted" if text[0] == '"' else "value"), text, spaced
            else:
                yield from _split(text, spaced, dialect)
            spaced = False


def _split(
    text: str, spaced: bool, dialect: str | None
) -> Iterator[tuple[Kind, str, bool]]:
    # sqlparse joins "ORDER BY", "NOT LIKE" or "AT TIME ZONE 'UTC'" into one token.
    if text[0] == "`" or (text[0] == "[" and len(text) > 1):
        if text[0] == "[" and dialect not in ("sqlite", "mssql"):
            raise RefusedError("Square brackets are a name or an array index here.")
        yield "quoted", text, spaced
        return
    for piece in text.split():
        if piece == ":=" or (piece[0] == "@" and dialect != "postgresql"):
            raise RefusedError("The statement uses a session variable.")
        if "#" in piece and dialect != "postgresql" and not _WORD.match(piece):
            raise RefusedError("The # sign is an operator or starts a comment.")
        is_word = _WORD.match(piece) is not None
        if piece[0] == "'":
            _check_literal(piece, dialect)
            yield "value", piece, spaced
        elif is_word or not any(mark.isalnum() for mark in piece):
            yield ("word" if is_word else "symbol"), piece, spaced
        else:
            raise RefusedError("A part of the text is no word, name or operator.")
        spaced = True


def _check_comment(text: str, dialect: str | None) -> None:
    if text.startswith("/*!"):
        raise RefusedError("A comment of the form /*! is executed by MySQL.")
    if "/*" in text[2:]:
        raise RefusedError("Nested comments are read differently by each database.")
    if text.startswith("#") and dialect not in MYSQL:
        raise RefusedError("The # sign is an operator or starts a comment.")
    if text.startswith("--") and dialect in MYSQL and not text[2:3].isspace():
        raise RefusedError("Two minus signs without a space are no comment in MySQL.")


def _check_literal(text: str, dialect: str | None) -> None:
    if "\\" in text and text[0] in "'\"":
        raise RefusedError("A backslash in a string is read differently by databases.")
    if text[0] == "$":
        raise RefusedError("The statement holds a dollar-quoted string.")
    if text[0] == '"' and dialect in MYSQL:
        raise RefusedError("Double quotes hold a string or a name, as sql_mode says.")
    if text[0] in "'\"" and (len(text) < 2 or text[-1] != text[0]):
        raise RefusedError("A string is not closed.")


def _append(tokens: list[Token], token: Token, dialect: str | None) -> None:
    last = tokens[-1] if tokens else None
    if last and token.kind == "value":
        if token.text[0] == "-" and _ends_operand(last):
            tokens.append(symbol("-", token.spaced))
            token = replace(token, text=token.text[1:], spaced=False)
        elif token.text[0] == "'":
            _check_prefix(last, dialect)
        elif last.kind == "value":
            raise RefusedError("Two values stand side by side.")
    is_compared = last is not None and last.kind == "symbol" and last.text[0] in "=<>!"
    if is_compared and token.text[0] == '"' and dialect not in _NAMES_ONLY:
        # SQLite reads "Bob" as a string where no column has that name.
        raise RefusedError("Double quotes after an operator may hold a string.")
    tokens.append(token)


def _ends_operand(token: Token) -> bool:
    if token.kind == "word":
        return token.word not in _BEFORE_STRING
    return token.kind in ("quoted", "value") or token.text in _OPERAND_ENDS


def _check_prefix(last: Token, dialect: str | None) -> None:
    if last.kind in ("value", "quoted"):
        raise RefusedError("Two values stand side by side.")
    if last.word == "INTERVAL" and dialect in MYSQL:
        return
    if last.kind == "word" and last.word not in _BEFORE_STRING:
        raise RefusedError(
            f"The literal after {last.word} carries its type and cannot be a parameter."
        )
