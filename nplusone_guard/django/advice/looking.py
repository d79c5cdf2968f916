"""Looking up: what stands in the loop once all rows are at hand."""

from __future__ import annotations

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.django.advice.chains import Chain
from nplusone_guard.django.advice.grouping import ONE_ROW, Grouped
from nplusone_guard.django.advice.rows import Rows
from nplusone_guard.django.advice.scene import Scene
from nplusone_guard.django.advice.told import told

__all__ = ["is_flat", "looked_up", "values_by_key"]


def values_by_key(scene: Scene, rows: Rows, found: Grouped) -> Advice:
    link = scene.chain.link("values_list")
    assert link is not None
    field = link.arguments[0].strip("\"'")
    key = found.keys[0].field
    name = rows.name(f"{field}_by_{key}")
    query = f'{found.rows.text()}.values_list("{key}", {link.arguments[0]})'
    if scene.chain.last in ONE_ROW:
        rows.write(f"{name} = dict({query})")
        is_get = scene.chain.last == "get"
        look = f"{name}[{found.look}]" if is_get else f"{name}.get({found.look})"
        return looked_up(scene, rows, look, "one query for all keys")
    rows.write(
        f"{name} = {{}}",
        f"for key, value in {query}:",
        f"    {name}.setdefault(key, []).append(value)",
    )
    return looked_up(scene, rows, f"{name}.get({found.look}, [])", "one query")


def is_flat(chain: Chain) -> bool:
    link = chain.link("values_list")
    return bool(
        link is not None
        and len(link.arguments) == 1
        and ("flat", "True") in link.keywords
    )


def looked_up(scene: Scene, rows: Rows, look: str, how: str) -> Advice:
    site: Site = scene.asked.site
    rows.edits.replace(site, look)
    before = (
        "Ask once before the loop" if scene.is_inside else "Ask once, where the loop is"
    )
    note = ""
    if scene.chain.last == "get":
        note = " A missing row is now a KeyError."
    is_sure = scene.is_inside and not scene.is_async
    return told(
        "fetch-together",
        rows.edits,
        f"{before}, with {how}, and look up inside it.{note}",
        certainty="certain" if is_sure else "likely",
    )
