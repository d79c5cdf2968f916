"""Fetching together: the rows that a loop looks up one by one, in one query before it."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, asked_in, before
from nplusone_guard.sqlalchemy.lookups import Shape, lookup
from nplusone_guard.sqlalchemy.statement_rewrite import (
    conditions_of,
    for_all_keys,
    plural,
    with_columns,
)

__all__ = ["fetch_together"]


def fetch_together(diagnosis: Diagnosis) -> Advice:
    """select(...).where(key.in_(...)) before the loop, and a dict by key."""
    candidate = diagnosis.finding.candidate
    loop = candidate.evidence.loop
    asked = asked_in(diagnosis)
    place = None if loop is None else loop.span
    if not asked.keys:
        return Advice(
            "fetch-together",
            "",
            "Ask once for all rows the loop needs, before it, with in_().",
            place=place,
            certainty="unsure",
        )
    code, is_sure = _code(diagnosis, asked)
    key = asked.keys[0]
    names = plural(key) if len(asked.keys) == 1 else "keys"
    return Advice(
        "fetch-together",
        code,
        f"Collect {names} from the rows, ask once {before(place)}, and look up in the "
        "dict inside the loop.",
        place=place,
        certainty="likely" if is_sure else "unsure",
        alternative=_alternative(diagnosis),
    )


def _code(diagnosis: Diagnosis, asked: Asked) -> tuple[str, bool]:
    """Return the lines to put before the loop, and whether they say all it asked."""
    entry = diagnosis.finding.candidate.evidence.entry
    assert entry is not None
    if len(asked.keys) > 1:
        return _composite(asked), True
    key = asked.keys[0]
    statement, is_sure = _statement(asked, key, entry.fact("method"))
    shape = _shape(asked, entry.operation)
    if not _selects_entity(asked):
        return _of_columns(asked, statement, key, shape), is_sure
    attribute, row = key.rpartition(".")[2], _snake(key.partition(".")[0])
    text = ast.unparse(statement)
    rows = text if _is_legacy(text) else _run(asked, "scalars", text)
    return lookup(shape, rows, row, f"{row}.{attribute}", row), is_sure


def _shape(asked: Asked, operation: str) -> Shape:
    if not asked.is_one and operation not in ("get", "first"):
        return "many"
    # Of several rows in an order of their own, the loop takes the first.
    text = "" if asked.statement is None else ast.unparse(asked.statement)
    return "first" if ".order_by(" in text or ".limit(" in text else "one"


def _statement(asked: Asked, key: str, method: str) -> tuple[ast.expr, bool]:
    """Return the statement for all keys, and whether it was made from the source."""
    if asked.statement is not None:
        changed = for_all_keys(asked.statement, key)
        if changed is not None:
            return changed, asked.is_one or ".limit(" not in ast.unparse(
                asked.statement
            )
    model = key.partition(".")[0]
    selected = model if _selects_entity(asked) else ", ".join(asked.columns)
    others = conditions_of(asked.statement) if asked.statement is not None else []
    wheres = ", ".join([f"{key}.in_({plural(key)})", *others])
    text = f"select({selected}).where({wheres})"
    if method == "refresh":
        text += ".execution_options(populate_existing=True)"
    is_whole = method in ("get", "get_one", "refresh", "merge", "Query.get")
    return ast.parse(text, mode="eval").body, is_whole or bool(others)


def _of_columns(asked: Asked, statement: ast.expr, key: str, shape: Shape) -> str:
    has_key = key in asked.columns
    text = ast.unparse(statement if has_key else with_columns(statement, [key]))
    columns = asked.columns if has_key else (key, *asked.columns)
    names = [re.sub(r"\W+", "_", column.rpartition(".")[2]) for column in columns]
    values = [
        name for name, column in zip(names, columns, strict=True) if column != key
    ]
    if not values:
        return f"found = set({_run(asked, 'scalars', text)})"
    value = values[0] if len(values) == 1 else f"({', '.join(values)})"
    by = names[columns.index(key)]
    return lookup(shape, _run(asked, "execute", text), ", ".join(names), by, value)


def _composite(asked: Asked) -> str:
    model = asked.keys[0].rpartition(".")[0].removesuffix(".c")
    columns = ", ".join(asked.keys)
    # A Core table gives rows of columns, a mapped class one object for each row.
    method = "execute" if ".c." in asked.keys[0] else "scalars"
    rows = _run(asked, method, f"select({model}).where(tuple_({columns}).in_(keys))")
    row = _snake(model)
    by = ", ".join(f"{row}.{key.rpartition('.')[2]}" for key in asked.keys)
    return lookup("one" if asked.is_one else "many", rows, row, f"({by})", row)


def _run(asked: Asked, method: str, statement: str) -> str:
    call = f"{asked.run}.{method}({statement})"
    return f"({call})" if asked.is_async else call


def _selects_entity(asked: Asked) -> bool:
    return not asked.columns or any(
        "." not in c and "(" not in c for c in asked.columns
    )


def _is_legacy(text: str) -> bool:
    return ".query(" in text or ".query." in text


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _alternative(diagnosis: Diagnosis) -> str:
    """Say that a relationship, where there is one, saves the look-up altogether."""
    entry = diagnosis.finding.candidate.evidence.entry
    if entry is None or not entry.model or entry.operation != "get":
        return ""
    return (
        f"Where the rows have a relationship to {entry.model}, joinedload() it in their "
        "query and use the attribute."
    )
