"""Inside an asker: the relations that a method of the application follows by itself."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nplusone_guard.diagnose.access import receiver, without_methods
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Place, Site, site_at

__all__ = ["hops_inside"]

_MOST_ALIASES = 5


def hops_inside(places: Sequence[Place]) -> tuple[str, ...]:
    """Return the names between the row a method was given and the access that asked.

    *places* are the access, then the calls that led to it, the innermost first. For
    `loan.book.author` in a method that is given the loan, that is `book`.
    """
    hops: tuple[str, ...] = ()
    for index, place in enumerate(places):
        site = site_at(place)
        if site is None:
            break
        before = _before_access(site) if index == 0 else receiver(site)
        if before is not None:
            hops = (*_from_parameter(before), *hops)
    return hops


def _before_access(site: Site) -> Site | None:
    node = without_methods(site.node)
    return site.below(node.value) if isinstance(node, ast.Attribute) else None


def _from_parameter(site: Site) -> tuple[str, ...]:
    """Return the attributes that lead from a parameter to the value at *site*."""
    names: list[str] = []
    for _ in range(_MOST_ALIASES):
        node = site.node
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ()
        found = assigned(site.below(node), node.id)
        if found is None:
            return ()
        if found.parameter_of is not None:
            return tuple(names)
        if not found.steps:
            return ()
        site = found.steps[0].site
    return ()
