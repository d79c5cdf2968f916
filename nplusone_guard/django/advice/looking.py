"""Looking up: what stands in the loop once all rows are at hand."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.absent import note_absent
from nplusone_guard.django.advice.chains import Chain
from nplusone_guard.django.advice.grouping import ONE_ROW, Grouped, last_wins
from nplusone_guard.django.advice.scene import Scene

__all__ = ["is_plain_values", "looked_up", "values_by_key"]

QUOTES = "\"'"


def values_by_key(scene: Scene, rows: Rows, model: Any, found: Grouped) -> Advice:
    """Write what `values` or a flat `values_list` asked for, by key."""
    link = scene.chain.link("values_list", "values")
    assert link is not None
    key, is_dict = found.keys[0].field, link.name == "values"
    name = rows.name(
        f"{'row' if is_dict else link.arguments[0].strip(QUOTES)}_by_{key}"
    )
    fields = ", ".join(dict.fromkeys((f'"{key}"', *link.arguments)))
    query = f"{found.rows.text()}{last_wins(scene.chain, model, found)}.{link.name}({fields})"
    cut = "".join(link.text for link in scene.chain.links if link.name == "")
    if scene.chain.last in ONE_ROW:
        made = (
            f'{{row["{key}"]: row for row in {query}}}' if is_dict else f"dict({query})"
        )
        rows.write(f"{name} = {made}")
        is_get = scene.chain.last == "get"
        look = f"{name}[{found.look}]" if is_get else f"{name}.get({found.look})"
        return looked_up(scene, rows, look, "one query for all keys")
    item = (f'row["{key}"]', "row") if is_dict else ("key", "value")
    rows.write(
        f"{name} = {{}}",
        f"for {'row' if is_dict else 'key, value'} in {query}:",
        f"    {name}.setdefault({item[0]}, []).append({item[1]})",
    )
    look = f"{name}.get({found.look}, []){cut}"
    return looked_up(scene, rows, look, "one query for all keys")


def is_plain_values(chain: Chain) -> bool:
    """Say whether `values` names its columns, or `values_list` a single one."""
    link = chain.link("values_list", "values")
    if link is None or not link.arguments:
        return False
    are_names = all(argument[:1] in QUOTES for argument in link.arguments)
    is_flat = len(link.arguments) == 1 and ("flat", "True") in link.keywords
    return are_names and (is_flat or link.name == "values")


def looked_up(scene: Scene, rows: Rows, look: str, how: str) -> Advice:
    """Put *look* into the loop; where it fails for a missing row, it is `rows[key]`."""
    scene.put(rows.edits, look)
    before = (
        "Ask once before the loop" if scene.is_inside else "Ask once, where the loop is"
    )
    note = ""
    if look.endswith("]") and scene.chain.last in ("get", "latest", "earliest"):
        name, _, key = look[:-1].partition("[")
        note = note_absent(rows.edits, scene, key, name)
    is_here = scene.asked.query is scene.asked.site
    is_sure = scene.is_inside and is_here and not scene.is_async
    return told(
        "fetch-together",
        rows.edits,
        f"{before}, with {how}, and look up inside it.{note}",
        certainty="certain" if is_sure else "likely",
    )
