"""Double quotes in doubt: where "bob" must be taken for a string and not for a name.

SQLite reads it as a string when no column has that name, which the statement does not
tell, and of an unknown dialect nobody can say. It is taken for a string where values
stand: after an operator that compares, in a list, among the arguments of a function.
It stays a name everywhere else, and beside a dot, before a bracket and as what an
aggregate counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_AFTER = """
    = == <> != < > <= >= || -> ->> IS LIKE ILIKE GLOB REGEXP RLIKE MATCH ESCAPE BETWEEN
    THEN ELSE DEFAULT KEY ATTACH DATABASE
"""
_BEFORE_VALUE = frozenset(_AFTER.split())
# A word that begins a value only after another: BETWEEN ? AND, IS NOT, IS DISTINCT FROM.
_SECOND_WORD = {"AND": (3, "BETWEEN"), "NOT": (2, "IS"), "FROM": (2, "DISTINCT")}
# Most of what an ORM quotes is seen to be a name at once.
_BEFORE_NAME = frozenset({".", "JOIN", "INTO", "UPDATE", "SET", "SELECT", "AS"})

_LISTING = frozenset({"(", ","})
_QUERIES = frozenset({"SELECT", "WITH", "VALUES"})
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "TOTAL", "CAST"})
_BEFORE_COLUMNS = """
    AND AS BY CHECK CONFLICT EXISTS FILTER FROM HAVING JOIN KEY NOT ON OR OVER SELECT
    SET UNIQUE USING WHEN WHERE
"""
_NO_FUNCTIONS = frozenset(_BEFORE_COLUMNS.split())
_BEFORE_TABLE = frozenset(
    {".", "AS", "EXISTS", "INTO", "ON", "RECURSIVE", "REFERENCES", "TABLE", "WITH"}
)
_WORD = re.compile(r"[A-Za-z_]")


def respell_strings(tokens: list[str]) -> None:
    """Put the strings among *tokens* that are in double quotes into single ones."""
    doubtful = [
        index
        for index, token in enumerate(tokens)
        if token[:1] == '"'
        and tokens[index + 1] not in (".", "(")
        and tokens[index - 1] not in _BEFORE_NAME
    ]
    values = [index for index in doubtful if _follows_operator(tokens, index)]
    if any(tokens[index - 1] in _LISTING for index in doubtful):
        values += _listed_values(tokens)
    for index in values:
        tokens[index] = "'" + tokens[index][1:-1].replace("'", "''") + "'"


def _follows_operator(tokens: list[str], index: int) -> bool:
    before = _word(tokens, index - 1)
    if before in _SECOND_WORD:
        back, first = _SECOND_WORD[before]
        return _word(tokens, index - back) == first
    if before == "WHEN":
        return _word(tokens, index + 1) == "THEN"
    return before in _BEFORE_VALUE


def _listed_values(tokens: list[str]) -> Iterator[int]:
    brackets = [""]
    closed = ""
    for index, token in enumerate(tokens):
        if token == "(":
            brackets.append(_holds(tokens, index, brackets[-1], closed))
        elif token == ")" and len(brackets) > 1:
            closed = brackets.pop()
        elif token[:1] == '"' and brackets[-1] and tokens[index + 1] not in (".", "("):
            before = tokens[index - 1]
            if before == "," or (before == "(" and brackets[-1] == "values"):
                yield index


def _holds(tokens: list[str], index: int, outer: str, closed: str) -> str:
    """Return what the bracket at *index* holds: "values", an "aggregate" or neither."""
    before = _word(tokens, index - 1)
    if _word(tokens, index + 1) in _QUERIES or before in _NO_FUNCTIONS:
        return ""
    if before in _LISTING:
        is_next_row = before == "," and closed == "values" and tokens[index - 2] == ")"
        return "values" if outer == "values" or is_next_row else ""
    if before in _AGGREGATES:
        return "aggregate"
    if before in _BEFORE_VALUE:
        return "values"
    is_function = _WORD.match(before) and _word(tokens, index - 2) not in _BEFORE_TABLE
    return "values" if is_function and tokens[0].upper() != "PRAGMA" else ""


def _word(tokens: list[str], index: int) -> str:
    return tokens[index].upper() if index >= 0 else ""
