"""A known function: one of which it is certain whether it folds many rows into one."""

from __future__ import annotations

from nplusone_guard.advise.in_rewrite_clauses import Tokens
from nplusone_guard.advise.in_rewrite_tokens import RefusedError

_AGGREGATES_WORDS = """
    COUNT SUM MIN MAX AVG TOTAL GROUP_CONCAT STRING_AGG ARRAY_AGG JSON_AGG
    JSONB_AGG JSON_OBJECT_AGG JSONB_OBJECT_AGG JSON_ARRAYAGG JSON_OBJECTAGG
    JSON_GROUP_ARRAY JSON_GROUP_OBJECT BOOL_AND BOOL_OR EVERY BIT_AND BIT_OR
    BIT_XOR STDDEV STDDEV_POP STDDEV_SAMP VARIANCE VAR_POP VAR_SAMP STD
"""
AGGREGATES = frozenset(_AGGREGATES_WORDS.split())
# An unknown function may be an aggregate or may give another value at each call, so
# these are the ones a statement may call. RANDOM, NEXTVAL, SLEEP and the like are
# missing on purpose.
_SCALARS_WORDS = """
    ABS CEIL CEILING FLOOR ROUND TRUNC TRUNCATE MOD POWER POW SQRT EXP LN LOG
    LOG10 SIGN GREATEST LEAST COALESCE IFNULL NULLIF NVL IIF IF CAST CONVERT
    TRY_CAST LOWER UPPER INITCAP LENGTH CHAR_LENGTH CHARACTER_LENGTH
    OCTET_LENGTH TRIM LTRIM RTRIM BTRIM SUBSTR SUBSTRING LEFT RIGHT REPLACE
    REVERSE REPEAT LPAD RPAD CONCAT CONCAT_WS INSTR POSITION STRPOS LOCATE
    SPLIT_PART REGEXP_REPLACE HEX ASCII CHR CHAR PRINTF FORMAT DATE TIME
    DATETIME TIMESTAMP JULIANDAY STRFTIME UNIXEPOCH EXTRACT DATE_PART DATE_TRUNC
    DATE_FORMAT TO_CHAR TO_DATE TO_TIMESTAMP YEAR MONTH DAY HOUR MINUTE SECOND
    WEEK QUARTER DAYOFWEEK DAYOFMONTH DAYOFYEAR DATE_ADD DATE_SUB DATEDIFF
    TIMESTAMPDIFF AGE NOW CURDATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP
    UNIX_TIMESTAMP JSON_EXTRACT JSON_UNQUOTE JSON_VALUE JSON_TYPE
    JSON_ARRAY_LENGTH JSON_LENGTH JSON_EXTRACT_PATH JSON_EXTRACT_PATH_TEXT
    JSONB_EXTRACT_PATH JSONB_EXTRACT_PATH_TEXT JSONB_ARRAY_LENGTH TO_TSVECTOR
    TO_TSQUERY PLAINTO_TSQUERY WEBSEARCH_TO_TSQUERY TS_RANK TYPEOF MD5 FIELD
    FIND_IN_SET ELT SIMILARITY UNNEST GENERATE_SERIES JSON_EACH
"""
_SCALARS = frozenset(_SCALARS_WORDS.split())
# A bracket after one of these opens no argument list.
_NO_FUNCTION_WORDS = """
    SELECT FROM WHERE AND OR NOT XOR IN EXISTS ANY ALL SOME VALUES VALUE ON
    USING JOIN BY HAVING CASE WHEN THEN ELSE AS IS BETWEEN LIKE ILIKE GLOB UNION
    EXCEPT INTERSECT OVER FILTER WITHIN LIMIT OFFSET SET INTO ROW ARRAY LATERAL
    DISTINCT RETURNING WITH MATERIALIZED RECURSIVE INTERVAL VARCHAR NUMERIC
    DECIMAL BIT VARBINARY BINARY VARYING FLOAT DOUBLE
"""
_NO_FUNCTION = frozenset(_NO_FUNCTION_WORDS.split())


def functions_in(tokens: Tokens) -> list[str]:
    """Return the functions that *tokens* call, those of subqueries left out."""
    names = []
    inside: list[bool] = []
    for index, token in enumerate(tokens):
        if token.kind != "symbol" or token.text not in ("(", ")"):
            continue
        if token.text == ")":
            inside[-1:] = []
            continue
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if index and not any(inside) and _is_call(tokens, index):
            names.append(tokens[index - 1].word)
        inside.append(after is not None and after.word in ("SELECT", "WITH"))
    return names


def is_aggregate(item: Tokens) -> bool:
    """Tell whether a column of the result folds the rows it is computed from."""
    return any(name in AGGREGATES for name in functions_in(item))


def check_functions(tokens: Tokens) -> None:
    """Raise RefusedError for a function of which too little is known."""
    for index, token in enumerate(tokens):
        if token.text != "(" or not index or not _is_call(tokens, index):
            continue
        name = tokens[index - 1].word
        if name not in AGGREGATES and name not in _SCALARS:
            raise RefusedError(
                f"{tokens[index - 1].text} may be an aggregate or may differ at each call."
            )


def _is_call(tokens: Tokens, opening: int) -> bool:
    before = tokens[opening - 1]
    if before.kind == "quoted":
        # A quoted name before a bracket: a function of the user's own, a list of
        # columns after a table's name, or a name after AS.
        return opening < 2 or tokens[opening - 2].word not in ("AS", "WITH", "INTO")
    if before.kind != "word" or before.word in _NO_FUNCTION:
        return False
    earlier = tokens[opening - 2] if opening > 1 else None
    is_type = earlier is not None and (earlier.word == "AS" or earlier.text == "::")
    return not is_type
