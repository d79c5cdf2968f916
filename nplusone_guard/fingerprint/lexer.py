"""The lexer: cuts a statement into tokens."""

from __future__ import annotations

from collections.abc import Iterator

from nplusone_guard.fingerprint.comments import plain_comments
from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.pattern import has_odd_quotes, token_pattern
from nplusone_guard.fingerprint.quotes import respell_strings


def tokens(sql: str, dialect: Dialect) -> list[str]:
    """Return the tokens of *sql* as they stand there, without spaces and comments.

    A string in double quotes is the exception: where those may hold a name as well, it
    is given in single ones.
    """
    if "/*" in sql:
        sql = plain_comments(sql, dialect)
    if has_odd_quotes(sql, dialect):
        found = [row[0] for row in token_pattern(dialect, True).findall(sql)]
    else:
        found = token_pattern(dialect, False).findall(sql)
    if dialect.quoted == "either" and '"' in sql:
        respell_strings(found)
    return found


def spaced_tokens(sql: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Yield each token after the space that separates it from the one before."""
    found = tokens(sql, dialect)
    sql = plain_comments(sql, dialect)
    matches = token_pattern(dialect, has_odd_quotes(sql, dialect)).finditer(sql)
    end = 0
    for token, match in zip(found, matches, strict=True):
        if token:
            yield " " if 0 < end < match.start(1) else "", token
            end = match.end(1)
