"""Raw writes together: one statement for all keys, or executemany() for all rows."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.in_rewrite import Rewrite
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.raw_keys import key_lines, opens_its_own
from nplusone_guard.django.advice.scene import Scene

__all__ = ["edit_write"]


def edit_write(scene: Scene, rewrite: Rewrite, values: list[str]) -> Advice | None:
    """Write all rows with one call behind the loop, or instead of it."""
    gathering = Gathering.of(scene)
    call = scene.asked.site.node
    if gathering is None or not gathering.is_alone or not isinstance(call, ast.Call):
        return None
    if opens_its_own(scene.asked.site):
        return None
    if rewrite.result == "none" and gathering.is_whole_body:
        rows = Rows(scene, gathering.loop, gathering.edits)
        head = key_lines(scene, rows, rewrite, values, is_instead=True)
        if head is not None:
            code = rewrite.index_code.splitlines()
            lines = [line for line in code if not line.startswith("#")]
            gathering.instead_of_loop(*head, *lines)
            keys = ", ".join(rewrite.keys)
            text = f"Write once for all {keys} instead of once for each."
            return told("raw-in", gathering.edits, text)
    if len(call.args) != 2 or not isinstance(call.func, ast.Attribute):
        return None
    sql, given = (source_of(scene.asked.site.below(part)) for part in call.args)
    many = f"{source_of(scene.asked.site.below(call.func.value))}.executemany({sql}, "
    if gathering.is_whole_body and gathering.loop.is_statement:
        clauses = Rows(scene, gathering.loop, gathering.edits).clauses()
        gathering.instead_of_loop(f"{many}[{given} {clauses}])")
    else:
        name = gathering.name("parameters", "all_parameters")
        gathering.collect(name, given)
        gathering.afterwards(f"{many}{name})")
    text = "Hand the values of all rows to one executemany()."
    return told("raw-in", gathering.edits, text)
