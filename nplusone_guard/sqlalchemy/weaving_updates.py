"""Weaving updates: rows that each get values of their own, by one executemany."""

from __future__ import annotations

import ast

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.keys import plain
from nplusone_guard.sqlalchemy.scene import Scene
from nplusone_guard.sqlalchemy.statement_rewrite import compared_values, spelled_keys
from nplusone_guard.sqlalchemy.weaving_writes import begun, pairs_of, rows_written
from nplusone_guard.sqlalchemy.written_values import values_of, without_values

__all__ = ["updated_by_columns", "updated_by_key"]


def updated_by_key(
    diagnosis: Diagnosis, keys: tuple[str, ...], model: str
) -> Advice | None:
    """Update all rows by their primary key with one executemany."""
    scene, gathering = begun(diagnosis)
    if scene is None or gathering is None or scene.question.statement is None:
        return None
    statement = scene.question.statement
    entry = diagnosis.finding.candidate.evidence.entry
    values, compared = values_of(statement), compared_values(statement, *keys)
    is_by_key = entry is not None and entry.fact("primary") and len(keys) == 1
    if not is_by_key or set(compared) != set(keys):
        return None
    if not isinstance(values, ast.Dict) or None in values.keys:
        return None
    owner = keys[0].rpartition(".")[0]
    if any(getattr(part, "id", "") == owner for part in _given(values)):
        return None  # an expression of columns is no value of a row
    pairs = [
        (ast.Constant(keys[0].rpartition(".")[2]), compared[keys[0]]),
        *((key, ast.unparse(value)) for key, value in pairs_of(values)),
    ]
    item = ", ".join(f"{ast.unparse(key)}: {value}" for key, value in pairs)
    run = f"{scene.question.run_on_session}.execute(update({model}), {{rows}})"
    what = "Update all rows by their primary key with one executemany"
    return rows_written(scene, gathering, f"{{{item}}}", run, what)


def updated_by_columns(diagnosis: Diagnosis, keys: tuple[str, ...]) -> Advice | None:
    """Update all rows with a bound name for each value that differs from row to row."""
    scene, gathering = begun(diagnosis)
    statement = None if scene is None else scene.question.statement
    if scene is None or gathering is None or statement is None or not keys:
        return None
    values, compared = values_of(statement), compared_values(statement, *keys)
    if set(compared) != set(keys) or not isinstance(values, ast.Dict):
        return None
    if None in values.keys or scene.question.is_legacy or scene.question.tail:
        return None
    bound = {f"row_{plain(key)}": value for key, value in compared.items()}
    sides = dict(zip(spelled_keys(statement, *keys), bound, strict=True))
    kept = []
    for key, value in pairs_of(values):
        name, text = ast.literal_eval(key), ast.unparse(value)
        if scene.varies(text):
            bound[f"new_{name}"] = text
            text = f'bindparam("new_{name}")'
        kept.append(f"{name}={text}")
    where = _Bound(sides).visit(ast.parse(without_values(statement), mode="eval").body)
    made = f"{ast.unparse(where)}.values({', '.join(kept)})"
    owners = {key.rpartition(".")[0] for key in keys}
    is_of_columns = any(
        f"{owner}." in text for text in bound.values() for owner in owners
    )
    if scene.varies(made) or is_of_columns or made.count("bindparam(") != len(bound):
        return None
    item = ", ".join(f'"{name}": {text}' for name, text in bound.items())
    run = f"{_executing(diagnosis, scene)}({made}, {{rows}})"
    what = "Update all rows with one executemany"
    return rows_written(scene, gathering, f"{{{item}}}", run, what)


def _given(values: ast.Dict) -> list[ast.AST]:
    return [part for _, value in pairs_of(values) for part in ast.walk(value)]


def _executing(diagnosis: Diagnosis, scene: Scene) -> str:
    """Return the `execute` that takes such a list; a session's wants primary keys."""
    entry, question = diagnosis.finding.candidate.evidence.entry, scene.question
    if entry is not None and entry.fact("asked_of") == "connection":
        return f"{question.run}.execute"
    if question.is_async:
        return f"await (await {question.receiver}.connection()).execute"
    return f"{question.receiver}.connection().execute"


class _Bound(ast.NodeTransformer):
    def __init__(self, sides: dict[str, str]) -> None:
        self.sides = sides

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        name = self.sides.get(ast.unparse(node.left))
        if name is None or not isinstance(node.ops[0], ast.Eq):
            return node
        bound = ast.parse(f'bindparam("{name}")', mode="eval").body
        return ast.Compare(node.left, node.ops, [bound])
