"""The lexer: cuts a statement into tokens with one pattern per dialect."""

from __future__ import annotations

import re
from functools import cache
from re import Pattern

from nplusone_guard.fingerprint.comments import plain_comments
from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.spelling import (
    ALTERNATIVE_QUOTED,
    AT,
    BACKTICKED,
    BEYOND_ASCII,
    BRACKETED,
    DIGIT_NAME,
    DOLLAR_QUOTED,
    DOUBLE_QUOTED,
    ESCAPED_DOUBLE_QUOTED,
    FORMAT,
    NAMED,
    NUMBER,
    OPERATORS,
    POSTCOMPILE,
    START,
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
        ESCAPED_DOUBLE_QUOTED if dialect.quoted == "string" else DOUBLE_QUOTED,
        r"[,()]|\.(?![0-9])",
        *strings(dialect),
        rf"{start}{rest}*+",
        *([rf"\.(?={DIGIT_NAME})", DIGIT_NAME] if dialect.digit_names else []),
        rf"{NUMBER}{rest}*+",
        FORMAT,
        *([DOLLAR_QUOTED] if odd_quotes and dialect.dollar_quotes else []),
        r"\$[0-9]++",
        rf":(?!:){between}(?=:)",
        NAMED,
        r"\?[|&](?!\|)" if dialect.jsonb_question else r"\?[0-9]*+",
        *([AT] if dialect.at_parameters else []),
        OPERATORS,
        BACKTICKED,
        *([BRACKETED] if dialect.brackets else []),
        r".",
        r"\Z",
    ]
    return re.compile(rf"{between}({'|'.join(rules)})", re.DOTALL)


def tokens(sql: str, dialect: Dialect) -> list[str]:
    """Return the tokens of *sql* as they stand there, without spaces and comments."""
    if "/*" in sql:
        sql = plain_comments(sql, dialect)
    if (dialect.dollar_quotes and "$" in sql) or dialect.alternative_quotes:
        return [row[0] for row in token_pattern(dialect, True).findall(sql)]
    found: list[str] = token_pattern(dialect, False).findall(sql)
    return found
