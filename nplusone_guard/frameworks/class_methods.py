"""A class's get_queryset: the method itself, and what it starts from and hands over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.diagnose.classes import member
from nplusone_guard.diagnose.sources import Built, follow
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.frameworks.class_sites import class_site

__all__ = ["defines_rows", "handed_over", "method_of", "reads_base"]


def method_of(own: type, name: str = "get_queryset") -> Site | None:
    """Return the method *name* that the class *own* itself defines."""
    site = class_site(own) if name in own.__dict__ else None
    found = None if site is None else member(site, name)
    return found if found is not None and isinstance(found.node, FUNCTIONS) else None


def reads_base(method: Site) -> bool:
    """Say whether *method* starts from its base's query or from `self.queryset`."""
    return any(
        (isinstance(node, ast.Name) and node.id == "super")
        or (isinstance(node, ast.Attribute) and node.attr == "queryset")
        for node in ast.walk(method.node)
    )


def handed_over(site: Site) -> Iterator[Built]:
    """Yield the queries that a call of unknown code is given."""
    node = site.node
    if isinstance(node, ast.Call):
        for value in (*node.args, *(keyword.value for keyword in node.keywords)):
            built = follow(Step(site.below(value)))
            if built is not None:
                yield built


def defines_rows(own: type) -> bool:
    """Say whether the class *own* itself has a get_queryset."""
    return "get_queryset" in own.__dict__
