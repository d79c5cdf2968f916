"""Raw SQL in a loop, edited: the statement before it, a look-up for each fetch."""

from __future__ import annotations

import ast
import re
from typing import Any

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.saying import said_by_caller
from nplusone_guard.advise.editing.text import parsed, source_of
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.in_rewrite import Rewrite
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, site_at
from nplusone_guard.django.advice.raw_fetches import (
    fetches_in,
    look_for_fetch,
    none_found,
)
from nplusone_guard.django.advice.raw_keys import key_lines, opened
from nplusone_guard.django.advice.scene import Scene

__all__ = ["edit_cursor", "edit_helper", "edit_manager"]

_STORED = re.compile(r"(?<=: |, )row(?=\)$| for )|(?<=append\()row(?=\)$)")


_NOT_ASKING = ("from collections", "#")


def edit_cursor(
    scene: Scene, rewrite: Rewrite, sql: str, values: list[str]
) -> Advice | None:
    """Run the statement for all keys first and look up what each round fetched."""
    gathering = Gathering.of(scene)
    if gathering is None or not gathering.is_alone or scene.loop is None:
        return None
    rows = Rows(scene, scene.loop, gathering.edits)
    head = key_lines(scene, rows, rewrite, values)
    receiver = source_of(scene.asked.site.below(scene.asked.site.node.func.value))  # type: ignore[attr-defined]
    fetches = fetches_in(gathering, receiver)
    code = _filing(rewrite)
    if head is None or len(fetches) != 1 or not code:
        return None
    key = next(value for value in values if scene.varies(value))
    look = look_for_fetch(fetches[0], rewrite, key, none_found(sql, rewrite))
    if look is None:
        return None
    gathering.edits.replace(fetches[0], look)
    gathering.remove()
    rows.write(*head, *opened(scene.asked.site, code))
    return told("raw-in", gathering.edits, _text(rewrite), certainty="likely")


def edit_helper(
    scene: Scene, rewrite: Rewrite, sql: str, values: list[str]
) -> Advice | None:
    """The same where a function does nothing but ask and give back what it fetched."""
    asked, function = scene.asked.site, scene.asked.site.scope()
    call = site_at(scene.asked.callers[0]) if scene.asked.callers else None
    given = _given_back(function, asked)
    if call is None or given is None or scene.loop is None:
        return None
    if call.scope().place() != scene.loop.site.scope().place():
        return None
    whole, fetch = given
    edits = Edits(lenders=(function.file,))
    rows = Rows(scene, scene.loop, edits)
    said = [said_by_caller(function, value, call) for value in values]
    told_values = [value for value in said if value is not None]
    if len(told_values) < len(values):
        return None
    head, code = key_lines(scene, rows, rewrite, told_values), _filing(rewrite)
    if head is None or not code:
        return None
    key = next(value for value in told_values if scene.varies(value))
    look = look_for_fetch(fetch, rewrite, key, none_found(sql, rewrite))
    around = source_of(whole).replace(source_of(fetch), "{}", 1)
    outside = said_by_caller(function, around, call)
    if look is None or outside is None:
        return None
    rows.write(*head, *opened(asked, code))
    edits.replace(call, outside.replace("{}", look))
    return told("raw-in", edits, _text(rewrite), certainty="likely")


def _given_back(function: Site, asked: Site) -> tuple[Site, Site] | None:
    """Return what *function* returns and the fetch in it, where it does no more."""
    if not isinstance(function.node, FUNCTIONS):
        return None
    parts = list(function.node.body)
    while isinstance(last := parts[-1], ast.With):
        parts[-1:] = last.body
    *before, last = parts
    others = [part for part in before if not isinstance(part, (ast.Expr, ast.Assign))]
    value = last.value if isinstance(last, ast.Return) else None
    if value is None or others or len(before) > 3:
        return None
    receiver = ast.unparse(asked.node.func.value)  # type: ignore[attr-defined]
    for node in ast.walk(value):
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Attribute) and ast.unparse(func.value) == receiver:
            return function.below(value), function.below(node)
    return None


def _filing(rewrite: Rewrite) -> list[str]:
    """Return the lines that ask and file the rows, without the columns put behind."""
    # What the comment asks for is done by then.
    code = rewrite.index_code.splitlines()
    lines = [line for line in code if not line.startswith("#")]
    if rewrite.result == "set" or rewrite.added == 0:
        return lines
    if rewrite.added is None:
        return []
    return [*lines[:-1], _STORED.sub(f"row[:-{rewrite.added}]", lines[-1])]


def edit_manager(
    scene: Scene, rewrite: Rewrite, model: Any, values: list[str]
) -> Advice | None:
    """Ask the manager's raw() for the rows of all keys and group them."""
    if scene.loop is None or not scene.is_inside or len(scene.chain.links) != 1:
        return None
    edits = Edits(lenders=scene.asked.lenders)
    rows = Rows(scene, scene.loop, edits)
    head = key_lines(scene, rows, rewrite, values)
    column = rewrite.keys[0].rpartition(".")[2].strip('"`') if rewrite.keys else ""
    field = next((f for f in model._meta.concrete_fields if f.column == column), None)
    if head is None or field is None or rewrite.result not in ("one", "many"):
        return None
    lines, call = _asking(rewrite.index_code, f"{scene.chain.base}.raw(")
    if call is None:
        return None
    key = next(value for value in values if scene.varies(value))
    base = snake(model.__name__)
    row = rows.name(base, f"found_{base}")
    name = rows.name(f"{plural(base)}_by_{field.attname}", "rows_by_key")
    rows.write(
        *head,
        *lines,
        f"{name} = {{}}",
        *f"for {row} in {call}:".splitlines(),
        f"    {name}.setdefault({row}.{field.attname}, []).append({row})",
    )
    scene.put(edits, f"{name}.get({key}, [])")
    other = "prefetch_related() or filter(...__in=...) does the same without SQL."
    return told("raw-in", edits, _text(rewrite), certainty="likely", alternative=other)


def _text(rewrite: Rewrite) -> str:
    asked = f"Ask once for all {', '.join(rewrite.keys)} before the loop."
    return " ".join((asked, *rewrite.notes))


def _asking(code: str, call: str) -> tuple[list[str], str | None]:
    """Return the lines before the statement, and the statement asked with *call*."""
    before, opening, rest = code.partition("cursor.execute(")
    lines = [line for line in before.splitlines() if line.strip()]
    for closing in re.finditer(r"\)$", rest, re.MULTILINE) if opening else ():
        asked = f"{call}{rest[: closing.end()]}"
        if parsed(asked) is not None:
            return [line for line in lines if not line.startswith(_NOT_ASKING)], asked
    return [], None
