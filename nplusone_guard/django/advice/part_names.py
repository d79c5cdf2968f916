"""A part's name: the attribute that holds the prefetched part of a collection."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.edits import statement_of
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.django.advice.scene import Scene
from nplusone_guard.django.advice.wanted import ONE_OF

__all__ = ["attribute_for"]

_WORDS = {
    "first": "first",
    "last": "last",
    "latest": "latest",
    "earliest": "earliest",
    "get": "matching",
    "order_by": "ordered",
}


def attribute_for(scene: Scene, accessor: str, owner: Any) -> str:
    """Return a name for the list on each row: the variable it goes to, if it is free."""
    variable = "" if scene.chain.last in ONE_OF else _variable(scene.asked.site)
    if variable and variable != accessor and not hasattr(owner, variable):
        return variable
    names = [link.name for link in scene.chain.links if link.name not in ("", "all")]
    word = _WORDS.get(scene.chain.last) or _WORDS.get(names[0] if names else "")
    name = f"{word or 'wanted'}_{accessor.removesuffix('_set')}"
    return name if not hasattr(owner, name) else f"wanted_{name}"


def _variable(site: Site) -> str:
    statement = statement_of(site).node
    targets = getattr(statement, "targets", [])
    is_whole = getattr(statement, "value", None) is site.node
    return getattr(targets[0], "id", "") if len(targets) == 1 and is_whole else ""
