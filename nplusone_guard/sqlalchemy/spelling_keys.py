"""Fetching together: the rows that a loop looks up one by one, in one query before it."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from nplusone_guard.advise.editing.names import snake
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, asked_in, before, elsewhere
from nplusone_guard.sqlalchemy.lookups import Shape, lookup
from nplusone_guard.sqlalchemy.preloading import read_again_together
from nplusone_guard.sqlalchemy.statement_names import hides_conditions
from nplusone_guard.sqlalchemy.statement_parts import (
    conditions_of,
    mentions,
    with_columns,
)
from nplusone_guard.sqlalchemy.statement_rewrite import for_all_keys, plural
from nplusone_guard.sqlalchemy.weaving import Weaving

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
    woven = _woven(diagnosis, asked)
    if woven is not None:
        return woven
    code, is_sure = _code(diagnosis, asked)
    key = asked.keys[0]
    names = plural(key) if len(asked.keys) == 1 else "keys"
    return Advice(
        "fetch-together",
        code,
        f"Collect {names} from the rows, ask once {before(place)}, and look up in the "
        f"dict inside the loop.{elsewhere(diagnosis)}",
        place=place,
        certainty="likely" if is_sure and code else "unsure",
        alternative=_alternative(diagnosis),
    )


def _woven(diagnosis: Diagnosis, asked: Asked) -> Advice | None:
    """Return the loop rewritten, where all of it can be."""
    entry = diagnosis.finding.candidate.evidence.entry
    assert entry is not None
    if entry.fact("method") in ("refresh", "merge"):
        return read_again_together(diagnosis, asked.keys)
    weaving = Weaving.of(diagnosis, asked.keys)
    if weaving is None:
        return None
    is_unique = entry.operation == "get" or bool(entry.fact("unique"))
    advice = weaving.fetched(asked, is_unique=is_unique)
    return advice and replace(advice, alternative=_alternative(diagnosis))


def _code(diagnosis: Diagnosis, asked: Asked) -> tuple[str, bool]:
    """Return the lines to put before the loop, and whether they say all it asked."""
    entry = diagnosis.finding.candidate.evidence.entry
    assert entry is not None
    statement, is_sure = _statement(asked, entry.fact("method"))
    if statement is None:
        return "", False
    shape = _shape(asked, entry.operation)
    if not _selects_entity(asked) or _is_of_another(asked):
        return _of_columns(asked, statement, shape), is_sure
    if len(asked.keys) > 1:
        return _composite(asked, statement), is_sure
    key = asked.keys[0]
    attribute, row = key.rpartition(".")[2], snake(key.partition(".")[0])
    text = ast.unparse(statement)
    rows = text if _is_legacy(text) else _run(asked, "scalars", text)
    return lookup(shape, rows, row, f"{row}.{attribute}", row), is_sure


def _shape(asked: Asked, operation: str) -> Shape:
    if not asked.is_one and operation not in ("get", "first"):
        return "many"
    # Of several rows in an order of their own, the loop takes the first.
    text = "" if asked.statement is None else ast.unparse(asked.statement)
    return "first" if ".order_by(" in text or ".limit(" in text else "one"


def _statement(asked: Asked, method: str) -> tuple[ast.expr | None, bool]:
    """Return the statement for all keys, and whether it was made from the source.

    None where the source has a condition on a key that nobody could turn round.
    """
    if asked.statement is not None:
        changed = for_all_keys(asked.statement, *asked.keys)
        if changed is not None:
            text = ast.unparse(asked.statement)
            return changed, asked.is_one or ".limit(" not in text
        is_hidden = hides_conditions(asked.statement)
        if is_hidden or any(mentions(asked.statement, key) for key in asked.keys):
            return None, False
    model = asked.keys[0].rpartition(".")[0].removesuffix(".c")
    selected = model if _selects_entity(asked) else ", ".join(asked.columns)
    others = conditions_of(asked.statement) if asked.statement is not None else []
    wheres = ", ".join([_all_of(asked.keys), *others])
    text = f"select({selected}).where({wheres})"
    if method == "refresh":
        text += ".execution_options(populate_existing=True)"
    return ast.parse(text, mode="eval").body, method in _BY_IDENTITY or bool(others)


_BY_IDENTITY = frozenset({"get", "get_one", "refresh", "merge", "Query.get"})


def _all_of(keys: tuple[str, ...]) -> str:
    if len(keys) == 1:
        return f"{keys[0]}.in_({plural(keys[0])})"
    return f"tuple_({', '.join(keys)}).in_(keys)"


def _of_columns(asked: Asked, statement: ast.expr, shape: Shape) -> str:
    """Return the look-up of a statement that selects columns, not whole objects."""
    keys = asked.keys
    missing = [key for key in keys if key not in asked.columns]
    text = ast.unparse(with_columns(statement, missing))
    columns = (*missing, *asked.columns)
    names = {column: _plain(column) for column in columns}
    values = [names[column] for column in columns if column not in keys]
    run = text if _is_legacy(text) else _run(asked, "execute", text)
    if not values and len(keys) == 1 and not _is_legacy(text):
        return f"found = set({_run(asked, 'scalars', text)})"
    if not values:
        return f"found = {{tuple(row) for row in {run}}}"
    value = values[0] if len(values) == 1 else f"({', '.join(values)})"
    by = ", ".join(names[key] for key in keys)
    by = by if len(keys) == 1 else f"({by})"
    return lookup(shape, run, ", ".join(names.values()), by, value)


def _plain(column: str) -> str:
    name = re.sub(r"\W+", "_", column.rpartition(".")[2])
    return name if "." in column else snake(name)


def _is_of_another(asked: Asked) -> bool:
    """Say whether the key belongs to a class that is joined, not to the rows."""
    owner = asked.keys[0].rpartition(".")[0].removesuffix(".c")
    return len(asked.columns) == 1 and asked.columns[0] != owner and "." not in owner


def _composite(asked: Asked, statement: ast.expr) -> str:
    model = asked.keys[0].rpartition(".")[0].removesuffix(".c")
    # A Core table gives rows of columns, a mapped class one object for each row.
    method = "execute" if ".c." in asked.keys[0] else "scalars"
    text = ast.unparse(statement)
    rows = text if _is_legacy(text) else _run(asked, method, text)
    row = snake(model)
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


def _alternative(diagnosis: Diagnosis) -> str:
    """Say that a relationship, where there is one, saves the look-up altogether."""
    entry = diagnosis.finding.candidate.evidence.entry
    if entry is None or not entry.model or entry.operation != "get":
        return ""
    return (
        f"Where the rows have a relationship to {entry.model}, joinedload() it in their "
        "query and use the attribute."
    )
