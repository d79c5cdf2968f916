"""The SELECT plan: one statement whose rows are those of all the single statements."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.in_rewrite_clauses import (
    Select,
    Tokens,
    outside_brackets,
    read_select,
    split_list,
)
from nplusone_guard.advise.in_rewrite_columns import (
    column_of,
    is_single_table,
    with_keys,
)
from nplusone_guard.advise.in_rewrite_condition import Key
from nplusone_guard.advise.in_rewrite_functions import check_functions, is_aggregate
from nplusone_guard.advise.in_rewrite_lines import comma_separated, select_lines
from nplusone_guard.advise.in_rewrite_plan import (
    Plan,
    Result,
    check_elsewhere,
    choose_keys,
    values_in,
)
from nplusone_guard.advise.in_rewrite_tokens import RefusedError, Value, text_of
from nplusone_guard.advise.in_rewrite_window import window_plan

ONE_PER_KEY = frozenset({"id", "pk", "uuid", "guid", "rowid"})
FIRST_NOTE = (
    "LIMIT 1 without ORDER BY returned any row of a key; the rewrite reads all rows of a "
    "key and keeps the first, which costs more only if a key has several."
)
ABSENT_NOTE = (
    "A key without rows is absent from the result; on its own the statement returned one "
    "row for it, with COUNT 0 and the other aggregates NULL."
)


def plan_select(
    tokens: Tokens, varying: frozenset[Value] | None, dialect: str | None
) -> Plan:
    """Return the plan for a SELECT, or raise RefusedError with the reason."""
    check_functions(tokens)
    asked = _inside_exists(tokens)
    select = read_select(asked or tokens)
    _check_clauses(select)
    keys, conditions = choose_keys(select.where, varying, dialect)
    check_elsewhere(tokens, keys, set(varying or ()))
    if asked or _asks_only_for_presence(select):
        return _presence_plan(select, keys, conditions)
    if _folds(select):
        return _aggregate_plan(select, keys, conditions)
    if select.limit is not None and select.order:
        return window_plan(select, keys, conditions, dialect)
    return _rows_plan(select, keys, conditions)


def _rows_plan(select: Select, keys: tuple[Key, ...], conditions: list[Tokens]) -> Plan:
    result: Result = "many"
    notes: tuple[str, ...] = ()
    if (
        len(keys) == 1
        and keys[0].name in ONE_PER_KEY
        and is_single_table(select.source)
    ):
        result = "many" if select.group else "one"
    if select.limit is not None:
        if select.group:
            raise RefusedError("LIMIT cuts the groups of all keys together.")
        if select.limit[0].text != "1":
            raise RefusedError("LIMIT without ORDER BY returns any rows of a key.")
        if result == "many":
            result, notes = "first", (FIRST_NOTE,)
    items, at = with_keys(select, keys)
    group = _group(select, keys) if select.group else []
    lines = select_lines(replace(select, items=items, group=group), conditions)
    added = len(items) - len(select.items)
    return Plan(lines, keys, result, at, notes=notes, added=added)


def _aggregate_plan(
    select: Select, keys: tuple[Key, ...], conditions: list[Tokens]
) -> Plan:
    if select.having:
        raise RefusedError("HAVING without GROUP BY also judges a key without rows.")
    if select.order or select.distinct:
        raise RefusedError("An aggregate without GROUP BY has one row to order.")
    if select.limit is not None and select.limit[0].text != "1":
        raise RefusedError("LIMIT on an aggregate may leave no row.")
    for item in select.items:
        is_key = any(text_of(item) == key.text for key in keys)
        if not is_aggregate(item) and not is_key and not _is_constant(item):
            raise RefusedError("The columns mix an aggregate with values of one row.")
    items, at = with_keys(select, keys)
    group = _group(select, keys)
    lines = select_lines(replace(select, items=items, group=group), conditions)
    added = len(items) - len(select.items)
    return Plan(lines, keys, "one", at, notes=(ABSENT_NOTE,), added=added)


def _presence_plan(
    select: Select, keys: tuple[Key, ...], conditions: list[Tokens]
) -> Plan:
    if select.group or select.having or _folds(select):
        raise RefusedError("EXISTS over an aggregate is always true.")
    if select.limit is not None and select.limit[0].text != "1":
        raise RefusedError("The limit inside EXISTS is not 1.")
    items = [key.column for key in keys]
    only_keys = replace(select, items=items, distinct=True, order=[])
    return Plan(
        select_lines(only_keys, conditions), keys, "set", tuple(range(len(keys)))
    )


def _check_clauses(select: Select) -> None:
    first = select.items[0][0].word
    if first.startswith("SQL_") or first in ("TOP", "HIGH_PRIORITY", "STRAIGHT_JOIN"):
        raise RefusedError(f"{first} changes how rows are read.")
    if values_in(select.group) or (select.distinct and values_in(select.order)):
        # As parameters two equal literals are no longer known to be equal.
        raise RefusedError("A literal in GROUP BY or ORDER BY must stay a literal.")
    listed = [token for item in select.items for token in item] + select.order
    if any(token.word == "OVER" for token in listed):
        raise RefusedError(
            "A window function counts over the rows of all keys together."
        )
    if not select.group and is_aggregate(select.order):
        raise RefusedError("ORDER BY holds an aggregate without GROUP BY.")
    for _, token in outside_brackets(select.group):
        if token.word in ("WITH", "GROUPING"):
            raise RefusedError("ROLLUP and GROUPING SETS add rows that have no key.")
    if select.having and not select.group:
        raise RefusedError("HAVING without GROUP BY also judges a key without rows.")


def _inside_exists(tokens: Tokens) -> Tokens | None:
    words = [token.word for token in tokens[:4]]
    if words[:2] != ["SELECT", "EXISTS"] or words[3:4] != ["SELECT"]:
        return None
    shown = [index for index, _ in outside_brackets(tokens)]
    closing = shown[3] if len(shown) > 3 else 0
    named = tokens[closing + 1 :]
    if len(named) > 2 or any(token.kind == "symbol" for token in named):
        return None
    return tokens[3:closing]


def _asks_only_for_presence(select: Select) -> bool:
    constant = all(_is_constant(item) for item in select.items)
    return constant and select.limit is not None and select.limit[0].text == "1"


def _is_constant(item: Tokens) -> bool:
    expression = column_of(item).expression
    return len(expression) == 1 and (
        expression[0].value is not None or expression[0].text == "1"
    )


def _folds(select: Select) -> bool:
    return not select.group and any(is_aggregate(item) for item in select.items)


def _group(select: Select, keys: tuple[Key, ...]) -> Tokens:
    pieces = split_list(select.group) if select.group else []
    grouped = {text_of(piece) for piece in pieces}
    missing = [key.column for key in keys if key.text not in grouped]
    return comma_separated([*pieces, *missing])
