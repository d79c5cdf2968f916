"""What stands under a key: `context["books"]`, back to what was put there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.calls import argument, definition, returned
from nplusone_guard.diagnose.classes import attribute_steps, is_self_attribute
from nplusone_guard.diagnose.selves import owner_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import Place, Site, walk_scope
from nplusone_guard.diagnose.wrappers import Step

__all__ = ["steps_under_key"]

Callers = tuple[Place | Site, ...]


def steps_under_key(site: Site, key: str, callers: Callers) -> Iterator[Step]:
    """Yield what the mapping at *site* may have under *key*, the likeliest first."""
    node = site.node
    if isinstance(node, ast.Name):
        yield from _of_name(site, node.id, key, callers)
    elif isinstance(node, ast.Dict):
        yield from _of_dict(site, node, key)
    elif is_self_attribute(node):
        owner = owner_of(site)
        steps = attribute_steps(site, owner, node.attr) if owner else []  # type: ignore[attr-defined]
        yield from (replace(step, index=key) for step in steps)
    elif isinstance(node, ast.Call):
        yield from _given_as(site, node, key)
        function = definition(site)
        for given in returned(function) if function is not None else ():
            yield replace(given, index=key, callers=(site, *callers))


def _of_name(site: Site, name: str, key: str, callers: Callers) -> Iterator[Step]:
    scope = site.scope()
    put = [scope.below(value) for value in _put_under(scope.node, key, name)]
    yield from _ranked(put)
    names = assigned(site, name)
    if names is None:
        return
    if names.parameter_of is not None:
        given = argument(names.parameter_of, name, callers)
        if given is not None:
            yield replace(given, index=key)
        elif not put:
            yield from _put_by_the_class(site, key)
    for step in names.steps:
        if step.index is None:
            yield replace(step, index=key)


def _of_dict(site: Site, node: ast.Dict, key: str) -> Iterator[Step]:
    for name, value in zip(reversed(node.keys), reversed(node.values), strict=True):
        if name is None:
            yield Step(site.below(value), index=key)
        elif isinstance(name, ast.Constant) and name.value == key:
            yield Step(site.below(value))
            return


def _given_as(site: Site, node: ast.Call, key: str) -> Iterator[Step]:
    """Yield `dict(books=...)` and what a generic view's context is made with."""
    if callee(node) not in ("dict", "get_context_data"):
        return
    for keyword in node.keywords:
        if keyword.arg == key:
            yield Step(site.below(keyword.value))


def _put_by_the_class(site: Site, key: str) -> Iterator[Step]:
    """Yield what another method of the class puts there.

    A library hands `context` from one method of a view to the next.
    """
    owner = owner_of(site)
    if owner is None:
        return
    put = [owner.below(value) for value in _put_under(owner.node, key)]
    found: list[Site] = []
    for node in ast.walk(owner.node):
        if isinstance(node, (ast.Dict, ast.Call)):
            below = owner.below(node)
            steps = (
                _of_dict(below, node, key)
                if isinstance(node, ast.Dict)
                else _given_as(below, node, key)
            )
            found += [step.site for step in steps if step.index is None]
    every = [*put, *found]
    yield from (replace(step, certain=False) for step in _ranked(every))


def _put_under(tree: ast.AST, key: str, name: str = "") -> Iterator[ast.expr]:
    """Yield the values of `name["key"] = value`, of any name where none is given."""
    for node in walk_scope(tree) if name else ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            is_key = getattr(getattr(target, "slice", None), "value", None) == key
            owner = getattr(getattr(target, "value", None), "id", None)
            if is_key and name in ("", owner):
                yield node.value


def _ranked(sites: list[Site]) -> Iterator[Step]:
    for site in reversed(sites):
        yield Step(site, "assignment", certain=len(sites) == 1)
