"""Comments that need more than a pattern: nested ones, and MySQL's that are run."""

from __future__ import annotations

import re
from functools import cache
from re import Pattern

from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.spelling import (
    BACKTICKED,
    BRACKETED,
    DOLLAR_QUOTED,
    double_quoted,
    line_comments,
    strings,
)

_EDGE = re.compile(r"/\*|\*/")


def plain_comments(sql: str, dialect: Dialect) -> str:
    """Return *sql* without the comments that the token pattern cannot read."""
    if dialect.nested_comments:
        return _without_nested(sql, dialect)
    if dialect.executable_comments and ("/*!" in sql or "/*M!" in sql):
        return _with_executable_opened(sql, dialect)
    return sql


@cache
def _landmarks(dialect: Dialect) -> Pattern[str]:
    """Return the pattern of comment edges and of all that may hide one."""
    rules = [
        *strings(dialect),
        double_quoted(dialect),
        BACKTICKED,
        *([BRACKETED] if dialect.brackets else []),
        *([DOLLAR_QUOTED] if dialect.dollar_quotes else []),
        line_comments(dialect),
        r"(?P<run>/\*M?!(?:[0-9]{5,6})?)" if dialect.executable_comments else r"(?!)",
        r"(?P<open>/\*)",
        r"(?P<close>\*/)",
    ]
    return re.compile("|".join(rules), re.DOTALL)


def _without_nested(sql: str, dialect: Dialect) -> str:
    kept = []
    start = 0
    position = 0
    while mark := _landmarks(dialect).search(sql, position):
        position = mark.end()
        if mark.lastgroup == "open":
            kept.append(sql[start : mark.start()])
            start = position = _end_of_comment(sql, position)
    kept.append(sql[start:])
    return " ".join(kept)


def _end_of_comment(sql: str, position: int) -> int:
    depth = 1
    while depth and (edge := _EDGE.search(sql, position)):
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position if depth == 0 else len(sql)


def _with_executable_opened(sql: str, dialect: Dialect) -> str:
    kept = []
    start = 0
    position = 0
    is_running = False
    while mark := _landmarks(dialect).search(sql, position):
        position = mark.end()
        if mark.lastgroup == "open":
            end = sql.find("*/", position)
            position = len(sql) if end < 0 else end + 2
        elif mark.lastgroup == "run" or (mark.lastgroup == "close" and is_running):
            is_running = mark.lastgroup == "run"
            kept.append(sql[start : mark.start()])
            start = position
    kept.append(sql[start:])
    return " ".join(kept)
