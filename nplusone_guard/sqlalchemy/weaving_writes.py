"""Weaving writes: what a loop writes row by row, written once behind it."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import names_in
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.importing import can_be_named
from nplusone_guard.sqlalchemy.scene import Scene, scene_of
from nplusone_guard.sqlalchemy.spelling_upserts import upsert_chain
from nplusone_guard.sqlalchemy.statement_rewrite import (
    compared_values,
    for_all_keys,
    plural,
)
from nplusone_guard.sqlalchemy.written_values import (
    values_of,
    without_values,
)

__all__ = [
    "begun",
    "changed_together",
    "inserted_together",
    "pairs_of",
    "rows_written",
    "told_of",
]


def inserted_together(diagnosis: Diagnosis) -> Advice | None:
    """Collect the values of all rows and insert them with one statement."""
    scene, gathering = begun(diagnosis)
    if scene is None or gathering is None or scene.question.statement is None:
        return None
    question, statement = scene.question, scene.question.statement
    if question.is_legacy or question.tail:
        return None
    plain, chain = without_values(statement), upsert_chain(diagnosis)
    values = question.parameters or values_of(statement)
    if chain and (values is None or ".excluded" in plain):
        values = values or values_of(chain[0][1])
        made = None if values is None else ast.unparse(values)
        return None if made is None else _upserted(chain, scene, gathering, made)
    if values is None:
        return None
    if scene.varies(plain) or not plain:
        return None
    run = f"{question.run}.execute({plain}, {{rows}})"
    what = "Insert all rows with one statement"
    return rows_written(scene, gathering, ast.unparse(values), run, what)


def _upserted(
    chain: list[tuple[str, ast.expr]], scene: Scene, gathering: Gathering, item: str
) -> Advice | None:
    """Keep the variable that `statement.excluded` speaks of, behind the loop."""
    names = {name for name, _ in chain}
    call = scene.asked.site.node
    call = call.value if isinstance(call, ast.Await) else call
    built = [(name, without_values(value)) for name, value in chain]
    stands = [
        node
        for node in ast.walk(scene.loop.site.node)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in names
    ]
    if (
        not isinstance(call, ast.Call)
        or len(call.args) != 1
        or len(stands) != len(chain)
    ):
        return None
    handed = without_values(call.args[0])
    texts = [*(text for _, text in built), handed]
    read = set().union(*(names_in(text) for text in texts)) - names
    if read & scene.loop.names:
        return None
    name = gathering.name("rows", "new_rows")
    gathering.collect(name, item)
    for node in stands:
        gathering.edits.exchange(scene.loop.site.below(node))
    gathering.afterwards(
        f"if {name}:",
        *(f"    {variable} = {text}" for variable, text in built),
        f"    {scene.question.run}.execute({handed}, {name})",
    )
    if not can_be_named(gathering.edits, scene, scene.loop.site):
        return None
    what = "Insert or update all rows with one statement, behind the loop."
    return told("bulk-write", gathering.edits, what)


def changed_together(diagnosis: Diagnosis, keys: tuple[str, ...]) -> Advice | None:
    """Update or delete the rows of all keys with one condition."""
    scene, gathering = begun(diagnosis)
    if scene is None or gathering is None or len(keys) != 1:
        return None
    question = scene.question
    if question.statement is None or question.parameters is not None:
        return None
    statement = for_all_keys(question.statement, *keys)
    compared = compared_values(question.statement, *keys)
    if statement is None or set(compared) != set(keys):
        return None
    text, value = ast.unparse(statement), compared[keys[0]]
    if scene.varies(text):
        return None
    name = plural(keys[0])
    if not question.is_legacy:
        text = f"{question.run}.execute({text})"
    what = f"{diagnosis.finding.candidate.operation.title()} all rows at once"
    rows = Rows(scene, scene.loop, gathering.edits)
    if gathering.is_whole_body:
        listed = rows.list_of(value)
        if listed is None:
            return None
        made = text.replace(f"in_({name})", f"in_({listed})", 1)
        gathering.edits.changes.clear()
        gathering.instead_of_loop(*rows.head, made)
    else:
        list_name = gathering.name(name, f"all_{name}")
        made = text.replace(f"in_({name})", f"in_({list_name})", 1)
        gathering.collect(list_name, value)
        gathering.afterwards(made)
    return told_of(scene, gathering, f"{what}, instead of one by one.")


def begun(diagnosis: Diagnosis) -> tuple[Scene | None, Gathering | None]:
    scene = scene_of(diagnosis)
    if scene is None or scene.left_over_elsewhere:
        return None, None
    gathering = Gathering.of(scene)
    if gathering is None or not gathering.is_alone:
        return None, None
    return scene, gathering


def rows_written(
    scene: Scene, gathering: Gathering, item: str, run: str, what: str
) -> Advice | None:
    name = gathering.name("rows", "new_rows")
    lines = [f"if {name}:", f"    {run.replace('{rows}', name)}"]
    rows = Rows(scene, scene.loop, gathering.edits)
    listed = rows.list_of(item) if gathering.is_whole_body else None
    if listed is not None:
        gathering.edits.changes.clear()
        gathering.instead_of_loop(*rows.head, f"{name} = {listed}", *lines)
    else:
        gathering.collect(name, item)
        gathering.afterwards(*lines)
    return told_of(scene, gathering, f"{what}, behind the loop.")


def told_of(scene: Scene, gathering: Gathering, text: str) -> Advice | None:
    for statement in scene.left_over:
        if not gathering.is_whole_body:
            gathering.edits.exchange(statement)
    if not can_be_named(gathering.edits, scene, scene.loop.site):
        return None
    return told("bulk-write", gathering.edits, text)


def pairs_of(values: ast.Dict) -> list[tuple[ast.expr, ast.expr]]:
    pairs = zip(values.keys, values.values, strict=True)
    return [(key, value) for key, value in pairs if key is not None]
