"""Weaving raw writes: hand-written SQL that a loop sends row by row, sent for all rows."""

from __future__ import annotations

import ast
from dataclasses import replace

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.scene import Scene, scene_of
from nplusone_guard.sqlalchemy.weaving_raw import key_in
from nplusone_guard.sqlalchemy.weaving_writes import rows_written, told_of

__all__ = ["raw_written_together"]

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")


def raw_written_together(diagnosis: Diagnosis, code: str, text: str) -> Advice | None:
    """*code*, which names the rows in `ids`, or else the author's own as executemany."""
    if not diagnosis.finding.candidate.shape.statement.startswith(_WRITES):
        return None
    scene = scene_of(diagnosis)
    gathering = Gathering.of(scene)
    if scene is None or gathering is None or not gathering.is_alone:
        return None
    # What holds the statement is read again, whoever else reads it.
    scene = replace(scene, left_over=())
    question, statement = scene.question, _statement(scene)
    given = question.parameters
    is_plain = given is not None and not question.tail and not scene.varies(statement)
    if not is_plain or "RETURNING" in scene.asked.text.upper():
        return None
    lines = [line for line in code.splitlines() if line and "import" not in line]
    value = key_in(scene)
    if "list(ids)" in code and value and not any(line[0] == "#" for line in lines):
        rows = Rows(scene, scene.loop, gathering.edits)
        listed = rows.list_of(value) if gathering.is_whole_body else None
        if listed is not None:
            gathering.edits.changes.clear()
            gathering.instead_of_loop(*rows.head, f"ids = {listed}", *lines)
        else:
            gathering.collect(gathering.name("ids"), value)
            gathering.afterwards(*lines)
        advice = told_of(scene, gathering, text.replace("Ask", "Write", 1))
    else:
        run = f"{question.run}.{question.method}({statement}, {{rows}})"
        what = "Send the values of all rows with one executemany"
        advice = rows_written(scene, gathering, ast.unparse(given), run, what)  # type: ignore[arg-type]
    return advice and replace(advice, kind="raw-in")


def _statement(scene: Scene) -> str:
    """Return what is executed, by the name that the loop has for it."""
    call = scene.asked.site.node
    call = call.value if isinstance(call, ast.Await) else call
    if isinstance(call, ast.Call) and callee(call) == scene.question.method:
        return ast.unparse(call.args[0])
    statement = scene.question.statement
    return "" if statement is None else ast.unparse(statement)
