"""The IN rewrite: one statement for all keys instead of one statement for each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from nplusone_guard.advise.in_rewrite_code import Call, code_for
from nplusone_guard.advise.in_rewrite_plan import Plan
from nplusone_guard.advise.in_rewrite_select import plan_select
from nplusone_guard.advise.in_rewrite_spelling import (
    Spelling,
    constant_names,
    sql_lines,
)
from nplusone_guard.advise.in_rewrite_text import for_text
from nplusone_guard.advise.in_rewrite_tokens import (
    MYSQL,
    RefusedError,
    Style,
    Value,
    tokenize,
)
from nplusone_guard.advise.in_rewrite_values import with_values
from nplusone_guard.advise.in_rewrite_write import plan_write

Caller = Literal["django-cursor", "sqlalchemy-text", "sqlalchemy-driver", "dbapi"]

_DIALECTS = {
    "postgres": "postgresql",
    "cockroachdb": "postgresql",
    "microsoft": "mssql",
}
_USUAL_STYLE: dict[str | None, Style] = {
    "postgresql": "format",
    "mysql": "format",
    "mariadb": "format",
    "oracle": "numeric",
}
_STYLES: dict[str | None, Style] = {
    "format": "format",
    "pyformat": "pyformat",
    "qmark": "qmark",
    "named": "named",
    "numeric": "numeric",
    "numeric_dollar": "numeric_dollar",
}
_WRITES = ("INSERT", "REPLACE", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One statement for all keys, or the reason why there is none.

    Attributes:
        sql: The statement, a clause on each line, every value a placeholder; empty
            when refused.
        keys: The columns whose values vary.
        index_code: Python lines that run it for the keys in ``ids`` (in ``keys`` when
            several columns make the key, in ``rows`` for executemany) and index its rows.
        refused: Why the statement is not rewritten, as a sentence.
        notes: What a reader should know before pasting, as sentences.
    """

    sql: str
    keys: tuple[str, ...]
    index_code: str
    refused: str | None
    notes: tuple[str, ...] = ()


def rewrite_in(
    sql: str,
    *,
    dialect: str | None,
    varying: Collection[int] | None,
    varying_literals: Collection[int] | None = None,
    paramstyle: str | None = None,
    caller: Caller = "dbapi",
    receiver: str | None = None,
    is_async: bool = False,
) -> Rewrite:
    """Return the statement that asks once for all the keys of a repeated *sql*.

    Args:
        sql: The statement as it was sent to the cursor.
        varying: Which placeholders differ from run to run, counted from 0: by place for
            ``%s`` and ``?``, by number for ``$1``, by first appearance for names. In a
            text without placeholders, which literals. None: all that are compared by
            equality.
        varying_literals: Which literals differ, where placeholders stand beside them.
        paramstyle: The driver's style, for a text that has no placeholder to tell.
        receiver: The variable that runs the statement in the user's code.
    """
    dialect = _DIALECTS.get(dialect or "", dialect)
    try:
        tokens = tokenize(sql, dialect)
        valued = with_values(tokens)
        if dialect == "postgresql" and valued.style == "qmark":
            raise RefusedError("The question mark is an operator on PostgreSQL.")
        differ = valued.varying(varying, varying_literals)
        verb = tokens[0].word if tokens else ""
        if verb in _WRITES:
            plan = plan_write(valued.tokens, differ, dialect)
        elif verb in ("SELECT", "WITH"):
            plan = plan_select(valued.tokens, differ, dialect)
        else:
            raise RefusedError("Only SELECT, UPDATE, DELETE and INSERT are rewritten.")
    except RefusedError as refusal:
        return Rewrite("", (), "", str(refusal))
    return _spelled(plan, valued.style, dialect, paramstyle, caller, receiver, is_async)


def differing_literals(first: str, second: str, dialect: str | None) -> tuple[int, ...]:
    """Return which literals differ between two runs of a text, for *varying_literals*."""
    dialect = _DIALECTS.get(dialect or "", dialect)
    try:
        texts = [with_values(tokenize(sql, dialect)).tokens for sql in (first, second)]
    except RefusedError:
        return ()
    literals = [
        [(token.value.position, token.text) for token in tokens if _is_literal(token.value)]
        for tokens in texts
    ]
    pairs = zip(*literals, strict=False)
    return tuple(one[0] for one, other in pairs if one != other)


def _is_literal(value: Value | None) -> bool:
    return value is not None and value.is_literal


def _spelled(
    plan: Plan,
    found: Style | None,
    dialect: str | None,
    paramstyle: str | None,
    caller: Caller,
    receiver: str | None,
    is_async: bool,
) -> Rewrite:
    ...
