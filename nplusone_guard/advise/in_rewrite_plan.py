"""A plan: the rewritten statement line by line, before its placeholders are spelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nplusone_guard.advise.in_rewrite_clauses import Tokens, outside_brackets
from nplusone_guard.advise.in_rewrite_condition import Key, conjuncts, equality
from nplusone_guard.advise.in_rewrite_lines import Line
from nplusone_guard.advise.in_rewrite_tokens import (
    RefusedError,
    Token,
    Value,
    symbol,
)

# one: a row per key. first: the first row of a key counts. many: a list of rows per key.
# set: the keys that exist. none: a write. each: the statement stays, executemany runs it.
Result = Literal["one", "first", "many", "set", "none", "each"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and how its rows find their key again.

    Attributes:
        at: Where in a row the keys stand; None when only the column's name tells.
        varying: The values that differ from row to row, in their order.
        added: How many columns stand behind those that were asked for; None where that
            is not known.
    """

    lines: list[Line]
    keys: tuple[Key, ...]
    result: Result
    at: tuple[int, ...] | None = ()
    varying: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()
    added: int | None = None


def plan_tokens(plan: Plan) -> Tokens:
    """Return the tokens of all lines in order."""
    return [token for _, line in plan.lines for token in line]


def values_in(tokens: Iterable[Token]) -> list[Value]:
    """Return the values in *tokens*, one for each time it stands there."""
    return [token.value for token in tokens if token.value]


def choose_keys(
    where: Tokens, varying: frozenset[Value] | None, dialect: str | None
) -> tuple[tuple[Key, ...], list[Tokens]]:
    """Return the keys of *where*, and its conditions with the keys made one list."""
    conditions = conjuncts(where, dialect)
    found = [equality(condition) for condition in conditions]
    if varying is None:
        varying = _candidates(where, found)
    for condition, key in zip(conditions, found, strict=True):
        if key is None and varying & set(values_in(condition)):
            raise RefusedError(_why_no_key(condition))
    keys = tuple(key for key in found if key and key.value in varying)
    if not keys:
        raise RefusedError("WHERE compares no column with a varying value by equality.")
    _check_keys(keys, dialect)
    merged: list[Tokens] = []
    for condition, key in zip(conditions, found, strict=True):
        if key is None or key not in keys:
            merged.append(condition)
        elif key is keys[0]:
            merged.append([*_left_side(keys), Token("keys", "")])
    return keys, merged


def check_elsewhere(tokens: Tokens, keys: tuple[Key, ...], varying: set[Value]) -> None:
    """Raise RefusedError when a value that varies stands outside its equality too."""
    values = values_in(tokens)
    used = {key.value for key in keys}
    if varying - used:
        raise RefusedError("A varying value stands outside WHERE.")
    if any(values.count(value) > 1 for value in used):
        raise RefusedError("A varying value is used in more than one place.")


def _candidates(where: Tokens, found: list[Key | None]) -> frozenset[Value]:
    # Beside parameters a literal is a constant; without any it may be what differs.
    parameters = {value for value in values_in(where) if not value.is_literal}
    compared = {key.value for key in found if key}
    if parameters:
        return frozenset(compared & parameters or parameters)
    return frozenset(compared)


def _check_keys(keys: tuple[Key, ...], dialect: str | None) -> None:
    if len({key.text.lower() for key in keys}) < len(keys):
        raise RefusedError("One column is compared with two varying values.")
    if len(keys) > 1 and dialect == "mssql":
        raise RefusedError("SQL Server has no row values for a key of several columns.")


def _left_side(keys: tuple[Key, ...]) -> Tokens:
    if len(keys) == 1:
        return keys[0].column
    tokens = [symbol("(")]
    for key in keys:
        first, *others = key.column
        opens = len(tokens) == 1
        if not opens:
            tokens.append(symbol(",", spaced=False))
        tokens += [Token(first.kind, first.text, not opens), *others]
    return [*tokens, symbol(")", spaced=False)]


def _why_no_key(condition: Tokens) -> str:
    words = [token.word for token in condition]
    if "SELECT" in words:
        return "The varying value stands in a subquery."
    if words[0] == "NOT":
        return "The varying value stands under NOT."
    if "OR" in words or "XOR" in words:
        return "The varying value stands under OR, where no condition alone must hold."
    for _, token in outside_brackets(condition):
        if token.word == "IN":
            return "The varying value is one of several in a list."
        if token.word in ("LIKE", "ILIKE", "BETWEEN", "IS", "GLOB", "REGEXP", "MATCH"):
            return f"The varying value is compared with {token.word}, not with =."
        if token.kind == "symbol" and token.text in (
            "<",
            ">",
            "<=",
            ">=",
            "<>",
            "!=",
            "<=>",
        ):
            return f"The varying value is compared with {token.text}, not with =."
    return "The varying value is compared with more than a plain column."
