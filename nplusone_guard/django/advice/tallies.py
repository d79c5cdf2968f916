"""Tallies: one grouped query for the numbers of all rows, looked up in the loop."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import snake, spelled_name
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import parsed, segment
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.grouping import grouped_by
from nplusone_guard.django.advice.scene import Scene

__all__ = ["tally"]


def tally(diagnosis: Diagnosis, scene: Scene, model: Any) -> Advice | None:
    """Return a dict or a set of what is asked by key; None where keys are unknown."""
    if not scene.is_inside:
        return None
    if scene.loop is None or scene.loop.iterable is None:
        return None
    edits = Edits(lenders=scene.asked.lenders)
    rows = Rows(scene, scene.loop, edits)
    found = grouped_by(scene, rows, model)
    if found is None:
        return None
    keys = [key.field for key in found.keys]
    query, listed = found.rows.text(), ", ".join(f'"{key}"' for key in keys)
    base = snake(model.__name__)
    if scene.chain.last == "exists":
        name = rows.name("known", f"known_{base}_keys")
        flat = ", flat=True" if len(keys) == 1 else ""
        found_keys = f"{query}.values_list({listed}{flat})"
        read = f"{{key async for key in {found_keys}}}"
        rows.write(f"{name} = {read if scene.is_async else f'set({found_keys})'}")
        look = f"{found.look} in {name}"
        text = "Ask once which of them exist and look them up in a set."
    else:
        numbers = _numbers(edits, scene, rows)
        if numbers is None:
            return None
        function, wrap, word = numbers
        name = rows.name(f"{base}_{word}", f"{base}_{word}_by_{'_and_'.join(keys)}")
        grouped = f"{query}.order_by().values_list({listed}).annotate({function})"
        rows.write(f"{name} = {_pairs(scene, grouped, is_one=len(keys) == 1)}")
        missing = ", 0" if word == "counts" else ""
        look = wrap.replace("{value}", f"{name}.get({found.look}{missing})")
        text = "Ask once for the numbers of all rows, grouped by key, and look them up."
    scene.put(edits, look)
    return told(
        "annotate",
        edits,
        text,
        certainty="certain" if scene.asked.query is scene.asked.site else "likely",
    )


def _pairs(scene: Scene, grouped: str, *, is_one: bool) -> str:
    """Return the dict of what the query *grouped* gives by key."""
    if is_one and not scene.is_async:
        return f"dict({grouped})"
    word = "async for" if scene.is_async else "for"
    key, parts = ("key", "key") if is_one else ("tuple(row)", "*row")
    return f"{{{key}: value {word} {parts}, value in {grouped}}}"


def _numbers(edits: Edits, scene: Scene, rows: Rows) -> tuple[str, str, str] | None:
    """Return the function to group with, what stands in the loop, and a word for it."""
    link = scene.chain.links[-1]
    file = rows.statement.file
    if link.name == "count":
        count = spelled_name(edits, file, "django.db.models", "Count")
        return f'{count}("pk")', "{value}", "counts"
    pairs = [*link.keywords, *((None, argument) for argument in link.arguments)]
    if len(pairs) != 1:
        return None
    alias, text = pairs[0]
    node = parsed(text)
    if not isinstance(node, ast.Call):
        return None
    word = segment(text, node.func).rpartition(".")[2].lower()
    field = getattr(node.args[0], "value", "value") if node.args else "value"
    key = alias or f"{field}__{word}"
    return text, f'{{"{key}": {{value}}}}', f"{word}s"
