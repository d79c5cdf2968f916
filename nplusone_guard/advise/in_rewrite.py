"""The IN rewrite: one statement for all keys instead of one statement for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from nplusone_guard.advise.in_rewrite_code import code_for
from nplusone_guard.advise.in_rewrite_index import Call
from nplusone_guard.advise.in_rewrite_lexing import tokenize
from nplusone_guard.advise.in_rewrite_names import variable_names
from nplusone_guard.advise.in_rewrite_plan import Plan, Result, plan_tokens
from nplusone_guard.advise.in_rewrite_select import plan_select
from nplusone_guard.advise.in_rewrite_spelling import Spelling, sql_lines
from nplusone_guard.advise.in_rewrite_text import for_text
from nplusone_guard.advise.in_rewrite_tokens import (
    RefusedError,
    Style,
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
        constants: For each variable of the lines that holds no key, the number of its
            parameter, or its literal as it stands in the statement.
        result: How the rows are filed: see Plan.
        added: How many columns stand behind those that were asked for.
    """

    sql: str
    keys: tuple[str, ...]
    index_code: str
    refused: str | None
    notes: tuple[str, ...] = ()
    constants: tuple[tuple[str, int | str], ...] = ()
    result: Result = "many"
    added: int | None = None


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
        plan, found = plan_for(sql, dialect, varying, varying_literals)
    except RefusedError as refusal:
        return Rewrite("", (), "", str(refusal))
    style = _STYLES.get(paramstyle)
    return _spelled(plan, found, _Target(dialect, style, caller, receiver, is_async))


def plan_for(
    sql: str,
    dialect: str | None,
    varying: Collection[int] | None,
    varying_literals: Collection[int] | None,
) -> tuple[Plan, Style | None]:
    """Return the plan for *sql* and its style of placeholders, or raise RefusedError."""
    tokens = tokenize(sql, dialect)
    valued = with_values(tokens)
    if dialect == "postgresql" and valued.style == "qmark":
        raise RefusedError("The question mark is an operator on PostgreSQL.")
    differ = valued.varying(varying, varying_literals)
    verb = tokens[0].word if tokens else ""
    if verb in _WRITES:
        return plan_write(valued.tokens, differ, dialect), valued.style
    if verb in ("SELECT", "WITH"):
        plan = plan_select(valued.tokens, differ, dialect)
        if valued.style and differ is None and plan.keys[0].value.is_literal:
            raise RefusedError("The parameters stand outside WHERE.")
        return plan, valued.style
    raise RefusedError("Only SELECT, UPDATE, DELETE and INSERT are rewritten.")


def differing_literals(first: str, second: str, dialect: str | None) -> tuple[int, ...]:
    """Return which literals differ between two runs of a text, for *varying_literals*."""
    dialect = _DIALECTS.get(dialect or "", dialect)
    try:
        texts = [with_values(tokenize(sql, dialect)).tokens for sql in (first, second)]
    except RefusedError:
        return ()
    literals = [
        [(t.value.position, t.text) for t in tokens if t.value and t.value.is_literal]
        for tokens in texts
    ]
    pairs = zip(*literals, strict=False)
    return tuple(one[0] for one, other in pairs if one != other)


@dataclass(frozen=True, slots=True)
class _Target:
    dialect: str | None
    style: Style | None
    caller: Caller
    receiver: str | None
    is_async: bool


def _spelled(plan: Plan, found: Style | None, target: _Target) -> Rewrite:
    is_text = target.caller == "sqlalchemy-text"
    style: Style = "named" if is_text else _style(found, target)
    keys_as = "marks"
    if is_text:
        keys_as, plan = "expanding", for_text(plan)
    elif target.dialect == "postgresql" and len(plan.keys) == 1:
        keys_as = "any"
    spelling = Spelling(
        style, target.dialect, keys_as, plan, variable_names(plan_tokens(plan))
    )
    return Rewrite(
        sql="\n".join(sql_lines(spelling, spelling.shown_keys())),
        keys=tuple(key.text for key in plan.keys),
        index_code=code_for(spelling, _call(style, target)),
        refused=None,
        notes=plan.notes,
        constants=tuple(_constants(spelling)),
        result=plan.result,
        added=plan.added,
    )


def _constants(spelling: Spelling) -> Iterator[tuple[str, int | str]]:
    texts = {token.value: token.text for token in plan_tokens(spelling.plan)}
    for value, name in spelling.names.items():
        yield name, texts[value] if value.is_literal else value.position


def _style(found: Style | None, target: _Target) -> Style:
    if found or target.style:
        return found or target.style or "qmark"
    if target.caller == "django-cursor":
        return "format"
    return _USUAL_STYLE.get(target.dialect, "qmark")


def _call(style: Style, target: _Target) -> Call:
    kinds = {"sqlalchemy-text": "text", "sqlalchemy-driver": "driver"}
    kind = kinds.get(target.caller, "cursor")
    if kind == "cursor" and style == "numeric_dollar":
        kind = "asyncpg"
    usual = "cursor" if kind == "cursor" else "connection"
    awaits = "await " if target.is_async or kind == "asyncpg" else ""
    return Call(kind, target.receiver or usual, awaits)
