"""Counting together: numbers and existence checks of all rows in one grouped query."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, asked_in, before, elsewhere
from nplusone_guard.sqlalchemy.grouping import distinct_keys, grouped_by
from nplusone_guard.sqlalchemy.origins import parsed
from nplusone_guard.sqlalchemy.statement_names import hides_conditions
from nplusone_guard.sqlalchemy.statement_parts import conditions_of, mentions
from nplusone_guard.sqlalchemy.statement_rewrite import for_all_keys, plural
from nplusone_guard.sqlalchemy.weaving import Weaving
from nplusone_guard.sqlalchemy.weaving_numbers import counted, existing

__all__ = ["count_together"]

_NUMBERS = {"count": "func.count()", "exists": "", "contains": ""}


def count_together(diagnosis: Diagnosis) -> Advice:
    """select(key, func.count()).group_by(key) before the loop, and a dict by key."""
    candidate = diagnosis.finding.candidate
    loop = candidate.evidence.loop
    place = None if loop is None else loop.span
    asked = asked_in(diagnosis)
    if not asked.keys:
        return Advice(
            "annotate",
            "",
            "Ask for the numbers of all rows at once: select(key, func.count())"
            ".group_by(key).",
            place=place,
            certainty="unsure",
        )
    key, operation = asked.keys[0], candidate.operation
    woven = _woven(diagnosis, asked, _alternative(key, _function(asked, operation)))
    if woven is not None:
        return woven
    columns = ", ".join(asked.keys)
    function, where = _function(asked, operation), _where(asked, key)
    code = ""
    if where is None:
        pass
    elif function:
        selected = f"select({columns}, {function})"
        code = _grouped(asked, key, f"{selected}{where}.group_by({columns})")
    else:
        selected = f"select({columns}){where}.distinct()"
        runs = (
            f"{asked.run}.scalars" if len(asked.keys) == 1 else f"{asked.run}.execute"
        )
        code = f"found = set({_awaited(asked, f'{runs}({selected})')})"
    return Advice(
        "annotate",
        code,
        f"Ask once {before(place)} for all rows, grouped by {columns}, and look up in "
        f"the loop.{elsewhere(diagnosis)}",
        place=place,
        certainty="likely" if code else "unsure",
        alternative=_alternative(key, function),
    )


def _woven(diagnosis: Diagnosis, asked: Asked, alternative: str) -> Advice | None:
    """Return the loop rewritten, where all of it can be."""
    operation = diagnosis.finding.candidate.operation
    weaving = Weaving.of(diagnosis, asked.keys)
    if weaving is None or weaving.answers.statement is None:
        return None
    function = _function(asked, operation)
    statement = weaving.answers.statement
    if function:
        grouped = grouped_by(statement, weaving.answers.columns, function)
        if grouped is None or "..." in grouped[1]:
            return None
        advice = counted(weaving, grouped[1], grouped[0])
    else:
        keys = distinct_keys(statement, weaving.answers.columns)
        advice = existing(weaving, keys) if keys is not None else None
    return advice and replace(advice, kind="annotate", alternative=alternative)


def _grouped(asked: Asked, key: str, statement: str) -> str:
    run = _awaited(asked, f"{asked.run}.execute({statement})")
    if len(asked.keys) > 1:
        return f"totals = {{tuple(key): total for *key, total in {run}}}"
    return f"totals = {{{key.rpartition('.')[2]}: total for {key.rpartition('.')[2]}, total in {run}}}"


def _awaited(asked: Asked, call: str) -> str:
    return f"({call})" if asked.is_async else call


def _function(asked: Asked, operation: str) -> str:
    if operation in _NUMBERS:
        return next(
            (column for column in asked.columns if column.startswith("func.count(")),
            _NUMBERS[operation],
        )
    return next((c for c in asked.columns if c.startswith("func.")), "func.count()")


def _where(asked: Asked, key: str) -> str | None:
    """Return the conditions of the author's statement, for all keys.

    None where it has one on a key that nobody could turn round.
    """
    plain = f".where({key}.in_({plural(key)}))"
    if len(asked.keys) > 1:
        plain = f".where(tuple_({', '.join(asked.keys)}).in_(keys))"
    if asked.statement is None:
        return plain
    changed = for_all_keys(asked.statement, *asked.keys)
    if changed is None:
        is_hidden = hides_conditions(asked.statement)
        return None if is_hidden or mentions(asked.statement, key) else plain
    conditions = conditions_of(changed)
    return f".where({', '.join(conditions)})" if conditions else plain


def _alternative(key: str, function: str) -> str:
    number = function or "exists()"
    if parsed(number) is None:
        return ""
    return (
        f"As an attribute of each row: a column_property(select({number})"
        f".where({key} == ...).scalar_subquery()) on the parent class."
    )
