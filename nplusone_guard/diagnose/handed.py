"""Handed over: the query among what the application gave to a library that asks later.

`ReportTable(Book.objects.all())` keeps the query, and `table.as_html()` runs it: the
line that runs it builds nothing, what it was made of does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.sources import Built, follow
from nplusone_guard.diagnose.syntax import Place, Site, site_at
from nplusone_guard.diagnose.wrappers import Step

__all__ = ["handed_over_at"]

_MOST_NAMES = 12


def handed_over_at(place: Place, callers: Sequence[Place], owner: str) -> Built | None:
    """Return the one query of *owner*'s rows that went into the call at *place*."""
    site = site_at(place)
    found: dict[tuple[str, int, int], Built] = {}
    for value in _values(site) if site is not None and owner else ():
        built = follow(Step(value), callers)
        if built is not None and re.search(rf"\b{owner}\b", built.expression):
            found[built.file, built.line, built.column] = built
    return next(iter(found.values())) if len(found) == 1 else None


def _values(site: Site) -> Iterator[Site]:
    """Yield the queries written at *site*, or assigned to a name that stands there."""
    left, seen = [site], set[str]()
    while left:
        here = left.pop(0)
        outermost: list[ast.AST] = []
        methods = {
            node.func for node in ast.walk(here.node) if isinstance(node, ast.Call)
        }
        for node in ast.walk(here.node):
            if node in methods or any(node in ast.walk(each) for each in outermost):
                continue
            value = here.below(node)
            if isinstance(node, ast.Name) and node.id not in seen:
                seen.add(node.id)
                names = assigned(value, node.id)
                steps = names.steps if names is not None else ()
                left += [step.site for step in steps[: _MOST_NAMES - len(seen)]]
            elif value is not site and certainty(value):
                outermost.append(node)
                yield value
