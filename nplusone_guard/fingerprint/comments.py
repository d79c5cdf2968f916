"""Comments that need more than a pattern: nested ones, and MySQL's that are run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.pattern import has_odd_quotes, token_pattern

_EDGE = re.compile(r"/\*|\*/")


def plain_comments(sql: str, dialect: Dialect) -> str:
    """Return *sql* without the comments that the token pattern cannot read."""
    if dialect.nested_comments and sql.count("/*") > 1:
        return " ".join(_outside_nested(sql, dialect))
    if dialect.executable_comments and ("/*!" in sql or "/*M!" in sql):
        return " ".join(_with_executable_opened(sql, dialect))
    return sql


def _outside_nested(sql: str, dialect: Dialect) -> Iterator[str]:
    edges = _Edges(sql, dialect)
    start = 0
    while edges.find("/*"):
        yield sql[start : edges.begin]
        start = edges.end = _end_of_nested(sql, edges.end)
    yield sql[start:]


def _end_of_nested(sql: str, position: int) -> int:
    depth = 1
    while depth and (edge := _EDGE.search(sql, position)):
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position if depth == 0 else len(sql)


def _with_executable_opened(sql: str, dialect: Dialect) -> Iterator[str]:
    edges = _Edges(sql, dialect)
    start = 0
    is_running = False
    while edge := edges.find("/*", "*/"):
        if edge == "/*":
            end = sql.find("*/", edges.end)
            edges.end = len(sql) if end < 0 else end + 2
        elif edge != "*/" or is_running:
            is_running = edge != "*/"
            yield sql[start : edges.begin]
            start = edges.end
    yield sql[start:]


class _Edges:
    """The edges of comments in a statement, found one after the other."""

    def __init__(self, sql: str, dialect: Dialect) -> None:
        self.sql = sql
        self.pattern = token_pattern(dialect, has_odd_quotes(sql, dialect), True)
        self.begin = self.end = 0

    def find(self, *wanted: str) -> str:
        """Go to the next edge that starts with one of *wanted*, and return it."""
        while match := self.pattern.match(self.sql, self.end):
            token: str = match[1]
            self.begin, self.end = match.span(1)
            if not token or token.startswith(wanted):
                return token
        return ""
