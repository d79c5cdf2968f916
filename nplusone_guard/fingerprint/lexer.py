"""The lexer: cuts a statement into tokens with one pattern per dialect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from re import Pattern

from nplusone_guard.fingerprint.comments import plain_comments
from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.doubt import DOUBTFUL_REST
from nplusone_guard.fingerprint.quotes import respell_strings
from nplusone_guard.fingerprint.spelling import (
    ALTERNATIVE_QUOTED,
    AT,
    BACKTICKED,
    BEYOND_ASCII,
    BRACKETED,
    DIGIT_NAME,
    DOLLAR_QUOTED,
    FORMAT,
    NAMED,
    NUMBER,
    OPERATORS,
    POSTCOMPILE,
    START,
    double_quoted,
    skipped,
    strings,
)


@cache
def token_pattern(dialect: Dialect, odd_quotes: bool) -> Pattern[str]:
    """Return the pattern whose first group is the next token of a statement.

    *odd_quotes* adds the strings that end with what they began with. They need a
    group of their own, which makes every match dearer.
    """
    hash_sign = "#" if dialect.temporary_hash else ""
    rest = rf"[A-Za-z0-9_${hash_sign}{BEYOND_ASCII}]"
    start = rf"(?:{START}|\#\#?(?={START}))" if dialect.temporary_hash else START
    between = skipped(dialect)
    rules = [
        POSTCOMPILE,
        *([ALTERNATIVE_QUOTED] if odd_quotes and dialect.alternative_quotes else []),
        # A letter before a quote may be the prefix of a string; every other word ends
        # here, before the dearer rules are tried.
        rf"{start}{rest}*+(?!')",
        double_quoted(dialect),
        r"[,()]|\.(?![0-9])",
        *strings(dialect),
        rf"{start}{rest}*+",
        *([rf"\.(?={DIGIT_NAME})", DIGIT_NAME] if dialect.digit_names else []),
        rf"{NUMBER}{rest}*+",
        FORMAT,
        *([DOLLAR_QUOTED] if odd_quotes and dialect.dollar_quotes else []),
        r"\$[0-9]++(?:\.[0-9]++)?+",
        *([r"\$[A-Za-z0-9_]++"] if dialect.dollar_names else []),
        rf":(?!:){between}(?=:)",
        NAMED,
        r"\?[|&](?!\|)" if dialect.jsonb_question else r"\?[0-9]*+",
        *([AT] if dialect.at_parameters else []),
        OPERATORS,
        BACKTICKED,
        *([DOUBTFUL_REST] if dialect.is_unknown else []),
        *([BRACKETED] if dialect.brackets else []),
        r".",
        r"\Z",
    ]
    return re.compile(rf"{between}({'|'.join(rules)})", re.DOTALL)


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


def has_odd_quotes(sql: str, dialect: Dialect) -> bool:
    """Whether *sql* may hold a string that ends with what it began with."""
    if dialect.dollar_quotes and "$" in sql:
        return True
    return dialect.alternative_quotes and ("q'" in sql or "Q'" in sql)
