"""Found rows: those that each round of a loop updates, read before it and changed in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.django.advice.grouping import Grouped, grouped_by
from nplusone_guard.django.advice.models import is_unique
from nplusone_guard.django.advice.scene import Scene

__all__ = ["set_on_found_rows"]


def set_on_found_rows(
    gathering: Gathering, scene: Scene, model: Any, changes: tuple[str, ...]
) -> bool:
    """Make the loop change the rows that it finds by key; False where it cannot.

    *changes* are the name of the list that takes what was changed, and the columns with
    their values: `"changed_books", "title = new_title"`.
    """
    if scene.loop is None or scene.loop.iterable is None:
        return False
    rows = Rows(scene, scene.loop, gathering.edits)
    query = replace(scene, chain=scene.chain.upto("update"))
    found = grouped_by(query, rows, model)
    if found is None:
        return False
    base = snake(model.__name__)
    is_one = is_unique(model, found.keys[0].field)
    row = rows.name(base, f"found_{base}")
    held = found.held.replace("{row}", row)
    collected, *sets = changes
    lines = [*(f"{row}.{change}" for change in sets), f"{collected}.append({row})"]
    find = _one_each if is_one else _many_each
    gathering.exchange([f"{collected} = []"], find(rows, found, (row, held), lines))
    return True


def _one_each(
    rows: Rows, found: Grouped, names: tuple[str, str], lines: list[str]
) -> list[str]:
    row, held = names
    by = rows.name(f"{row}_by_{found.keys[0].field}")
    rows.write(f"{by} = {{{held}: {row} for {row} in {found.rows.text()}}}")
    look = f"{row} = {by}.get({found.look})"
    # An update() of a row that is not there changes nothing.
    return [look, f"if {row} is not None:", *_indented(lines)]


def _many_each(
    rows: Rows, found: Grouped, names: tuple[str, str], lines: list[str]
) -> list[str]:
    row, held = names
    by = rows.name(f"{plural(row)}_by_{found.keys[0].field}")
    rows.write(
        f"{by} = {{}}",
        f"for {row} in {found.rows.text()}{found.joined}:",
        f"    {by}.setdefault({held}, []).append({row})",
    )
    return [f"for {row} in {by}.get({found.look}, []):", *_indented(lines)]


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
