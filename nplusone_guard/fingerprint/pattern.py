"""The pattern of a token: one regular expression per dialect, put together from rules."""

from __future__ import annotations

import re
from functools import cache
from re import Pattern

from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.doubt import DOUBTFUL_REST
from nplusone_guard.fingerprint.spelling import (
    ALTERNATIVE_QUOTED,
    AT,
    BACKTICKED,
    BEYOND_ASCII,
    BRACKETED,
    COMMENT_EDGES,
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
def token_pattern(
    dialect: Dialect, odd_quotes: bool, comment_edges: bool = False
) -> Pattern[str]:
    """Return the pattern whose first group is the next token of a statement.

    Args:
        dialect: the dialect of the statement.
        odd_quotes: whether to know the strings that end with what they began with. They
            need a group of their own, which makes every match dearer.
        comment_edges: whether the edges of a comment are tokens, instead of a comment
            being skipped.
    """
    hash_sign = "#" if dialect.temporary_hash else ""
    rest = rf"[A-Za-z0-9_${hash_sign}{BEYOND_ASCII}]"
    start = rf"(?:{START}|\#\#?(?={START}))" if dialect.temporary_hash else START
    # A shape writes {} where a name holds what is made up anew each time.
    word = rf"{start}{rest}*+(?:\{{\}}{rest}*+)*+"
    between = skipped(dialect, not comment_edges)
    rules = [
        *([COMMENT_EDGES] if comment_edges else []),
        POSTCOMPILE,
        *([ALTERNATIVE_QUOTED] if odd_quotes and dialect.alternative_quotes else []),
        # A letter before a quote may be the prefix of a string; every other word ends
        # here, before the dearer rules are tried.
        rf"{word}(?!&?')",
        double_quoted(dialect),
        r"[,()]|\.(?![0-9])",
        *strings(dialect),
        word,
        *([rf"\.(?={DIGIT_NAME})", DIGIT_NAME] if dialect.digit_names else []),
        rf"{NUMBER}[A-Za-z0-9_{BEYOND_ASCII}]*+",
        FORMAT,
        *([DOLLAR_QUOTED] if odd_quotes and dialect.dollar_quotes else []),
        r"\$[0-9]++(?:\.[0-9]++)?+",
        *([r"\$[A-Za-z0-9_]++"] if dialect.dollar_names else []),
        rf":(?!:){between}(?=:)",
        NAMED,
        r"\?[|&](?!\|)" if dialect.jsonb_question else r"\?[0-9]*+",
        *([AT] if dialect.at_parameters else []),
        OPERATORS,
        *([BACKTICKED] if dialect.backticks else []),
        *([DOUBTFUL_REST] if dialect.is_unknown else []),
        *([BRACKETED] if dialect.brackets else []),
        r".",
        r"\Z",
    ]
    return re.compile(rf"{between}({'|'.join(rules)})", re.DOTALL)


def has_odd_quotes(sql: str, dialect: Dialect) -> bool:
    """Whether *sql* may hold a string that ends with what it began with."""
    if dialect.dollar_quotes and "$" in sql:
        return True
    return dialect.alternative_quotes and ("q'" in sql or "Q'" in sql)
