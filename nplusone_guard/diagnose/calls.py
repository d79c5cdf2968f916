"""A call: which function of the application it runs, with what, and what comes back."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nplusone_guard.diagnose.classes import class_of, member
from nplusone_guard.diagnose.imports import named
from nplusone_guard.diagnose.spelling import called, callee, is_nothing, last_name
from nplusone_guard.diagnose.syntax import (
    FUNCTIONS,
    Place,
    Site,
    site_at,
    walk_scope,
)
from nplusone_guard.diagnose.wrappers import Step


def definition(site: Site) -> Site | None:
    """Return the function of the application that the call at *site* runs."""
    func = called(site.node)[0] if isinstance(site.node, ast.Call) else None
    found: Site | None = None
    if isinstance(func, ast.Name):
        found = named(site, func.id)
    elif isinstance(func, ast.Attribute):
        receiver = site.below(func.value)
        owner = class_of(receiver)
        if owner is not None:
            found = member(owner, func.attr)
        elif isinstance(func.value, ast.Name):
            module = named(site, func.value.id)
            if module is not None and isinstance(module.node, ast.Module):
                found = named(module, func.attr)
    return found if found and isinstance(found.node, FUNCTIONS) else None


def returned(function: Site) -> list[Step]:
    """Return what *function* gives back, the last `return` first."""
    values = list(_given_back(function.node))
    telling = [value for value in values if not is_nothing(value)]
    certain = len(telling) == 1
    return [
        Step(function.below(value), "return", certain=certain)
        for value in reversed(telling)
    ]


def argument(function: Site, name: str, callers: Sequence[Place | Site]) -> Step | None:
    """Return what the innermost of *callers* that calls *function* gives as *name*."""
    for index, caller in enumerate(callers):
        call = caller if isinstance(caller, Site) else site_at(caller)
        if call is None or not isinstance(call.node, ast.Call):
            continue
        call = _made_by(function, call) or call
        rest = tuple(callers[index + 1 :])
        given = _given(function, call, name)
        if given is not None:
            return Step(call.below(given), "parameter", callers=rest)
        made = _made_with(function, call, name)
        if made is not None:
            return Step(made, "parameter", certain=False, callers=rest)
    return _given_to_generator(function, name, callers)


def _given_to_generator(
    function: Site, name: str, callers: Sequence[Place | Site]
) -> Step | None:
    """Return what a generator was made with: it runs for whoever asks for its rows.

    `sorted(names_of(books))` and what stands around it come first, then the file of
    the generator.
    """
    yields = (ast.Yield, ast.YieldFrom)
    if not any(isinstance(node, yields) for node in walk_scope(function.node)):
        return None
    for index, caller in enumerate(callers):
        site = caller if isinstance(caller, Site) else site_at(caller)
        rest = tuple(callers[index + 1 :])
        for around in () if site is None else (site, site.scope()):
            step = _first_call_below(around, function, name)
            if step is not None:
                return replace(step, certain=around is site, callers=rest)
    return _first_call_below(Site(function.file, function.path[:1]), function, name)


def _first_call_below(around: Site, function: Site, name: str) -> Step | None:
    for node in ast.walk(around.node):
        is_call = isinstance(node, ast.Call) and callee(node) == _name_of(function)
        call = around.below(node) if is_call else None
        given = None if call is None else _given(function, call, name)
        if call is not None and given is not None:
            return Step(call.below(given), "parameter", certain=False, callers=())
    return None


def _name_of(function: Site) -> str:
    return str(getattr(function.node, "name", ""))


def _made_by(function: Site, call: Site) -> Site | None:
    """Return the call of *function* among the arguments of *call*.

    `sorted(names(books))` goes on with the generator that `names(books)` has made.
    """
    wanted = getattr(function.node, "name", "")
    if callee(call.node) == wanted:  # type: ignore[arg-type]
        return None
    inside = [
        node
        for argument in getattr(call.node, "args", ())
        for node in ast.walk(argument)
        if isinstance(node, ast.Call) and callee(node) == wanted
    ]
    return call.below(inside[0]) if len(inside) == 1 else None


def _given(function: Site, call: Site, name: str) -> ast.expr | None:
    node = call.node
    if not isinstance(node, ast.Call) or not isinstance(function.node, FUNCTIONS):
        return None
    func, arguments = called(node)
    wanted = function.node.name
    owner = function.scope().node
    if last_name(func) != wanted:
        is_made = isinstance(owner, ast.ClassDef) and last_name(func) == owner.name
        if not (wanted == "__init__" and is_made):
            return None
    return _matched(function, name, arguments, node.keywords)


def _matched(
    function: Site, name: str, given: list[ast.expr], keywords: list[ast.keyword]
) -> ast.expr | None:
    for keyword in keywords:
        if keyword.arg == name:
            return keyword.value
    signature = getattr(function.node, "args", None)
    if not isinstance(signature, ast.arguments):
        return None
    names = [a.arg for a in (*signature.posonlyargs, *signature.args)]
    if _takes_self(function) and names:
        names = names[1:]
    if name not in names:
        return None
    index = names.index(name)
    before = given[: index + 1]
    if len(before) <= index or any(isinstance(a, ast.Starred) for a in before):
        return None
    return given[index]


def _takes_self(function: Site) -> bool:
    if not isinstance(function.scope().node, ast.ClassDef):
        return False
    decorators = getattr(function.node, "decorator_list", ())
    return all(last_name(decorator) != "staticmethod" for decorator in decorators)


def _made_with(function: Site, call: Site, name: str) -> Site | None:
    """For a parameter of `__init__`: what the caller's code made the object with."""
    owner = function.scope()
    if getattr(function.node, "name", "") != "__init__":
        return None
    made: list[Site] = []
    for node in walk_scope(call.scope().node):
        if isinstance(node, ast.Call) and callee(node) == getattr(
            owner.node, "name", ""
        ):
            value = _matched(function, name, node.args, node.keywords)
            if value is not None:
                made.append(call.scope().below(value))
    return made[0] if len(made) == 1 else None


def _given_back(function: ast.AST) -> Iterator[ast.expr]:
    for node in walk_scope(function):
        if isinstance(node, (ast.Return, ast.YieldFrom)) and node.value is not None:
            yield node.value
        elif isinstance(node, (ast.For, ast.AsyncFor)) and _yields_its_rows(node):
            yield node.iter


def _yields_its_rows(loop: ast.For | ast.AsyncFor) -> bool:
    return any(
        isinstance(node, ast.Yield)
        and isinstance(node.value, ast.Name)
        and isinstance(loop.target, ast.Name)
        and node.value.id == loop.target.id
        for node in walk_scope(loop)
    )
