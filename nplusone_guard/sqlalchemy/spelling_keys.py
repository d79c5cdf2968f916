"""Fetching together: the rows that a loop looks up one by one, in one query before it."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, asked_in, before
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
    entry = diagnosis.finding.candidate.evidence.entry
    assert entry is not None
    if len(asked.keys) > 1:
        return _composite(asked), True
    key = asked.keys[0]
    statement, is_sure = _statement(asked, key, entry.fact("method"))
    if not _selects_entity(asked):
        return _of_columns(asked, statement, key), is_sure
    text = ast.unparse(statement)
    attribute, model = key.rpartition(".")[2], key.partition(".")[0]
    row = _snake(model)
    rows = f"{asked.run}.scalars({text})" if not _is_legacy(text) else text
    if asked.is_async:
        rows = f"({rows})" if not _is_legacy(text) else rows
    if asked.is_one or entry.operation in ("get", "first"):
        return (
            f"{row}_by_{attribute} = {{{row}.{attribute}: {row} for {row} in {rows}}}",
            is_sure,
        )
    return (
        f"{row}s_by_{attribute} = defaultdict(list)\n"
        f"for {row} in {rows}:\n"
        f"    {row}s_by_{attribute}[{row}.{attribute}].append({row})",
        is_sure,
    )


def _statement(asked: Asked, key: str, method: str) -> tuple[ast.expr, bool]:
    """Return the statement for all keys, and whether it was made from the source."""
    if asked.statement is not None:
        changed = for_all_keys(asked.statement, key)
        if changed is not None:
            return changed, True
    model = key.partition(".")[0]
    selected = model if _selects_entity(asked) else ", ".join((key, *asked.columns))
    others = conditions_of(asked.statement) if asked.statement is not None else []
    wheres = ", ".join([f"{key}.in_({plural(key)})", *others])
    text = f"select({selected}).where({wheres})"
    if method == "refresh":
        text += ".execution_options(populate_existing=True)"
    is_whole = method in ("get", "get_one", "refresh", "merge", "Query.get")
    return ast.parse(text, mode="eval").body, is_whole or bool(others)


def _of_columns(asked: Asked, statement: ast.expr, key: str) -> str:
    has_key = key in asked.columns
    text = ast.unparse(statement if has_key else with_columns(statement, [key]))
    values = [column for column in asked.columns if column != key]
    names = [re.sub(r"\W+", "_", c.rpartition(".")[2]) for c in values] or ["row"]
    attribute = key.rpartition(".")[2]
    found = f"{asked.run}.execute({text})"
    if asked.is_async:
        found = f"({found})"
    if not values:
        return f"found = set({found.replace('.execute(', '.scalars(')})"
    if asked.is_one:
        value = names[0] if len(names) == 1 else f"({', '.join(names)})"
        return f"{names[0]}_by_{attribute} = {{{attribute}: {value} for {attribute}, {', '.join(names)} in {found}}}"
    return (
        f"{names[0]}s_by_{attribute} = defaultdict(list)\n"
        f"for {attribute}, {', '.join(names)} in {found}:\n"
        f"    {names[0]}s_by_{attribute}[{attribute}].append({', '.join(names)})"
    )


def _composite(asked: Asked) -> str:
    model = asked.keys[0].partition(".")[0]
    row = _snake(model)
    attributes = [key.rpartition(".")[2] for key in asked.keys]
    by_key = ", ".join(f"{row}.{attribute}" for attribute in attributes)
    columns = ", ".join(asked.keys)
    return (
        f"{row}_by_key = {{({by_key}): {row} for {row} in "
        f"{asked.run}.scalars(select({model}).where(tuple_({columns}).in_(keys)))}}"
    )


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
