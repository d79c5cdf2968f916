"""Following: the ways from one expression to those it may take its rows from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from nplusone_guard.diagnose.any_class import asks_any_class, builds_for_any_class
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.calls import argument, definition, returned
from nplusone_guard.diagnose.classes import (
    attribute_steps,
    is_self_attribute,
    is_set_on_self,
    member,
)
from nplusone_guard.diagnose.imports import named
from nplusone_guard.diagnose.keyed import steps_under_key
from nplusone_guard.diagnose.queries import base_of_chain
from nplusone_guard.diagnose.selves import owner_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import FUNCTIONS, Place, Site
from nplusone_guard.diagnose.wrappers import Step, unwrapped

_LITERALS = (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Constant, ast.JoinedStr)


def next_steps(step: Step, callers: tuple[Place | Site, ...]) -> Iterator[Step]:
    """Yield where the rows of *step* may come from, the likeliest first."""
    site, node = step.site, step.site.node
    if step.index is not None:
        yield from _element(site, step.index, callers)
        return
    wrapped = handed_on(site)
    if wrapped is not None:
        yield wrapped
    elif isinstance(node, FUNCTIONS):
        yield from (replace(given, via=step.via) for given in returned(site))
    elif isinstance(node, ast.Name):
        yield from _of_name(site, node.id, callers)
    elif isinstance(node, ast.Attribute):
        yield from _of_attribute(site, node)
    elif isinstance(node, ast.Call):
        yield from _of_call(site, callers)
    elif isinstance(node, ast.Subscript) and isinstance(key := _key(node), str):
        yield Step(site.below(node.value), index=key)


def _key(node: ast.Subscript) -> object:
    return node.slice.value if isinstance(node.slice, ast.Constant) else None


def handed_on(site: Site) -> Step | None:
    """Return the step into the wrapper at *site*; a method of the application is none.

    `Repository(session).all()` gives what that method returns.
    """
    is_call = isinstance(site.node, ast.Call) and isinstance(
        site.node.func, ast.Attribute
    )
    return None if is_call and definition(site) is not None else unwrapped(site)


def is_settled(site: Site) -> bool:
    """Say whether what the expression at *site* stands for is known to the last.

    Then it is no query by itself where none of its steps led to one.
    """
    if isinstance(site.node, ast.Call):
        function = definition(site)
        return function is not None and not builds_for_any_class(function)
    if not isinstance(site.node, ast.Attribute) or not is_self_attribute(site.node):
        return False
    owner = owner_of(site)
    if owner is None:
        return False
    value = member(owner, site.node.attr)
    is_literal = value is not None and isinstance(value.node, _LITERALS)
    return is_literal or is_set_on_self(owner, site.node.attr)


def _element(
    site: Site, index: int | str, callers: tuple[Place | Site, ...]
) -> Iterator[Step]:
    node = site.node
    if isinstance(index, str):
        yield from steps_under_key(site, index, callers)
    elif isinstance(node, ast.Await):
        yield Step(site.below(node.value), index=index)
    elif isinstance(node, ast.Tuple) and index < len(node.elts):
        yield Step(site.below(node.elts[index]))
    elif isinstance(node, ast.Call) and callee(node) == "gather":
        if index < len(node.args):
            yield Step(site.below(node.args[index]))
    elif isinstance(node, ast.Call):
        function = definition(site)
        for given in returned(function) if function is not None else ():
            yield replace(given, index=index, callers=(site, *callers))


def _of_name(
    site: Site, name: str, callers: tuple[Place | Site, ...]
) -> Iterator[Step]:
    names = assigned(site, name)
    if names is None:
        found = named(site, name)
        if found is not None and isinstance(found.node, ast.expr):
            yield Step(found, "assignment")
        return
    if names.parameter_of is not None:
        given = argument(names.parameter_of, name, callers)
        if given is not None:
            certain = given.certain and not names.steps
            yield replace(given, certain=certain)
    yield from names.steps


def _of_attribute(site: Site, node: ast.Attribute) -> Iterator[Step]:
    if is_self_attribute(node):
        owner = owner_of(site)
        yield from attribute_steps(site, owner, node.attr) if owner else ()
    elif isinstance(node.value, ast.Name):
        module = named(site, node.value.id)
        if module is not None and isinstance(module.node, ast.Module):
            found = named(module, node.attr)
            if found is not None and isinstance(found.node, ast.expr):
                yield Step(found, "assignment")


def _of_call(site: Site, callers: tuple[Place | Site, ...]) -> Iterator[Step]:
    function = definition(site)
    if function is not None:
        # The class stands in the call: what is added within would reach every other.
        for given in () if builds_for_any_class(function) else returned(function):
            yield replace(given, callers=(site, *callers))
        return
    if _is_call_of_get_queryset(site.node):
        # Django's generic views return `queryset` unless told otherwise.
        owner = owner_of(site)
        yield from attribute_steps(site, owner, "queryset") if owner else ()
    base = base_of_chain(site)
    if base is None:
        yield from _of_lambda(site, callers)
        return
    if isinstance(base.node, ast.Name):
        # A query that was handed in is refined here: here is where to add to it,
        # unless here any class can be asked for.
        names = assigned(base, base.node.id)
        is_given = names is not None and names.parameter_of is not None
        if not is_given or asks_any_class(site, base.node.id):
            yield Step(base)
    elif is_self_attribute(base.node) or _is_known_call(base):
        yield Step(base)


def _of_lambda(site: Site, callers: tuple[Place | Site, ...]) -> Iterator[Step]:
    """Yield what `rows()` gives, where `rows = lambda: ...`."""
    func = getattr(site.node, "func", None)
    if not isinstance(func, ast.Name):
        return
    names = assigned(site, func.id)
    found = named(site, func.id) if names is None else None
    values = [found] if names is None else [step.site for step in names.steps]
    if len(values) == 1 and values[0] and isinstance(values[0].node, ast.Lambda):
        body = values[0].below(values[0].node.body)
        yield Step(body, "return", callers=(site, *callers))


def _is_known_call(site: Site) -> bool:
    if not isinstance(site.node, ast.Call):
        return False
    return definition(site) is not None or _is_call_of_get_queryset(site.node)


def _is_call_of_get_queryset(node: ast.AST) -> bool:
    func = node.func if isinstance(node, ast.Call) else None
    is_on_self = func is not None and is_self_attribute(func)
    return is_on_self and getattr(func, "attr", "") == "get_queryset"
