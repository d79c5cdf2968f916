"""Writing together: rows inserted, updated or deleted by one statement."""

from __future__ import annotations

import ast

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, asked_in, elsewhere
from nplusone_guard.sqlalchemy.origins import parsed
from nplusone_guard.sqlalchemy.spelling_flushes import flush_once
from nplusone_guard.sqlalchemy.spelling_upserts import (
    is_upsert,
    upsert_chain,
    with_rows,
)
from nplusone_guard.sqlalchemy.statement_parts import mentions
from nplusone_guard.sqlalchemy.statement_rewrite import for_all_keys, plural
from nplusone_guard.sqlalchemy.weaving_updates import (
    updated_by_columns,
    updated_by_key,
)
from nplusone_guard.sqlalchemy.weaving_writes import (
    changed_together,
    inserted_together,
    pairs_of,
)
from nplusone_guard.sqlalchemy.written_values import values_of

__all__ = ["write_together"]

_BY_COLUMNS = (
    "Update all rows with one executemany: a statement with bindparam() for each value "
    "that differs, and a list of the values"
)


def write_together(diagnosis: Diagnosis) -> Advice:
    """One flush after the loop, a list of values, or one condition for all keys."""
    candidate = diagnosis.finding.candidate
    operation = candidate.operation
    asked = asked_in(diagnosis)
    loop = candidate.evidence.loop
    if operation == "insert":
        return inserted_together(diagnosis) or _inserted(diagnosis, asked, loop)
    if operation in ("update", "delete"):
        return _woven(diagnosis, asked) or _changed(diagnosis, asked, loop)
    return flush_once(diagnosis, asked)


def _woven(diagnosis: Diagnosis, asked: Asked) -> Advice | None:
    if diagnosis.finding.candidate.operation == "update" and _sets_vary(diagnosis):
        model = _target(asked.statement, diagnosis)
        return updated_by_key(diagnosis, asked.keys, model) or updated_by_columns(
            diagnosis, asked.keys
        )
    return changed_together(diagnosis, asked.keys)


def _inserted(diagnosis: Diagnosis, asked: Asked, loop: LoopPlace | None) -> Advice:
    what = "Insert all rows with one statement"
    chain = upsert_chain(diagnosis)
    known = asked.statement if asked.statement is not None or not chain else chain[0][1]
    values = _values(known)
    rows = _rows(values, loop, diagnosis)
    is_whole = _is_whole(values, rows)
    if known is not None and is_upsert(ast.unparse(known)):
        code = f"{asked.run}.execute({with_rows(known, rows)})"
    elif not is_upsert(diagnosis.finding.candidate.shape.text):
        keyword = "insert" if known is None else _name_of(known)
        code = f"{asked.run}.execute({keyword}({_target(known, diagnosis)}), {rows})"
    elif chain and is_upsert(ast.unparse(chain[-1][1])):
        lines = [f"{name} = {with_rows(value, rows)}" for name, value in chain]
        code = "\n".join([*lines, f"{asked.run}.execute({chain[-1][0]})"])
    else:
        what = (
            "Build the statement once, with what it does on a conflict but without "
            f"values, and hand it all rows: {asked.run}.execute(statement, rows)"
        )
        code, is_whole = "", False
    return _advice(diagnosis, code, is_whole, what)


def _is_whole(values: dict[str, str] | None, rows: str) -> bool:
    return values is not None and rows.endswith("]") and not rows.endswith("...]")


def _changed(diagnosis: Diagnosis, asked: Asked, loop: LoopPlace | None) -> Advice:
    operation = diagnosis.finding.candidate.operation
    model = _target(asked.statement, diagnosis)
    key = asked.keys[0] if asked.keys else ""
    values = _values(asked.statement)
    if operation == "update" and _sets_vary(diagnosis):
        if not _is_by_key(diagnosis):
            return _advice(diagnosis, "", False, _BY_COLUMNS)
        rows = _rows(
            {_attribute(key): _compared(asked.statement, key), **(values or {})},
            loop,
            diagnosis,
        )
        code = f"{asked.run}.execute(update({model}), {rows})"
        text = "Update all rows by their primary key with one executemany"
        return _advice(diagnosis, code, _is_whole(values, rows), text)
    statement = for_all_keys(asked.statement, key) if asked.statement and key else None
    known = asked.statement
    if statement is None and (not key or (known and mentions(known, key))):
        code = ""  # without a condition it would change every row of the table
    elif statement is None:
        condition = f".where({key}.in_({plural(key)}))"
        code = f"{asked.run}.execute({operation}({model}){condition})"
    else:
        text = ast.unparse(statement)
        code = (
            text
            if ".query(" in text or ".query." in text
            else f"{asked.run}.execute({text})"
        )
    return _advice(
        diagnosis, code, statement is not None, f"{operation.title()} all rows at once"
    )


def _is_by_key(diagnosis: Diagnosis) -> bool:
    """Say whether the primary key picks the rows, as an ORM update of many needs it."""
    entry = diagnosis.finding.candidate.evidence.entry
    return entry is not None and bool(entry.fact("primary"))


def _advice(diagnosis: Diagnosis, code: str, is_made: bool, what: str) -> Advice:
    loop = diagnosis.finding.candidate.evidence.loop
    return Advice(
        "bulk-write",
        code,
        f"{what}, instead of the loop.{elsewhere(diagnosis)}",
        place=None if loop is None else loop.span,
        certainty="likely" if is_made else "unsure",
    )


def _sets_vary(diagnosis: Diagnosis) -> bool:
    variation = diagnosis.finding.candidate.variation
    return variation is not None and any(s.role == "set" for s in variation.varying)


def _values(statement: ast.expr | None) -> dict[str, str] | None:
    """Return what `.values(...)` or a Query's `update({...})` sets, as source text."""
    found = None if statement is None else values_of(statement)
    if not isinstance(found, ast.Dict):
        return None
    pairs = pairs_of(found)
    return {str(ast.literal_eval(key)): ast.unparse(value) for key, value in pairs}


def _rows(
    values: dict[str, str] | None, loop: LoopPlace | None, diagnosis: Diagnosis
) -> str:
    """Return the list of values, one for each round of the loop."""
    if not values:
        return "rows"
    pairs = ", ".join(f'"{name}": {value}' for name, value in values.items())
    heading = loop.span.expression if loop is not None and loop.kind == "for" else None
    blame = diagnosis.finding.candidate.evidence.blame
    if heading and loop is not None and loop.call.line == blame.line:
        words = heading.removeprefix("for ").rstrip(":")
        if parsed(f"[x for {words}]") is not None:
            return f"[{{{pairs}}} for {words}]"
    return f"[{{{pairs}}}, ...]"


def _compared(statement: ast.expr | None, key: str) -> str:
    for node in ast.walk(statement) if statement is not None else ():
        if isinstance(node, ast.Compare) and ast.unparse(node.left) == key:
            return ast.unparse(node.comparators[0])
        if isinstance(node, ast.keyword) and node.arg == _attribute(key):
            return ast.unparse(node.value)
    return "..."


def _target(statement: ast.expr | None, diagnosis: Diagnosis) -> str:
    for node in ast.walk(statement) if statement is not None else ():
        if isinstance(node, ast.Call) and node.args and not _method(node):
            return ast.unparse(node.args[0])
    entry = diagnosis.finding.candidate.evidence.entry
    return (entry.model if entry is not None else "") or "Model"


def _name_of(statement: ast.expr) -> str:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return node.func.id
    return "insert"


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _attribute(key: str) -> str:
    return key.rpartition(".")[2] or "id"
