"""Hoisting: a query asked in a helper, in the words of the function that loops."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nplusone_guard.advise.editing.text import names_in, source_of, substituted
from nplusone_guard.diagnose.calls import argument
from nplusone_guard.diagnose.syntax import FUNCTIONS, Place, Site, site_at

__all__ = ["Asked", "hoisted"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The expression that asks.

    Attributes:
        site: what a fix exchanges: the query itself, or the call of a helper that does
            nothing but return it.
        text: the query, in the words of the function around *site*.
        is_async: it is awaited.
        callers: the places of the calls that led to *site*, innermost first.
    """

    site: Site
    text: str
    is_async: bool
    callers: tuple[Place, ...]


def hoisted(site: Site, callers: Sequence[Place], loop: Site | None) -> Asked:
    """Go from a helper's only `return` to its call until the loop is reached."""
    site, is_async = _awaited(site)
    asked = Asked(site, source_of(site), is_async, tuple(callers))
    while loop is not None and asked.callers and not _is_around(loop, asked.site):
        outer = _in_caller(asked)
        if outer is None:
            break
        asked = outer
    return asked


def _awaited(site: Site) -> tuple[Site, bool]:
    if isinstance(site.node, ast.Await):
        return site, True
    parent = site.path[-2] if len(site.path) > 1 else None
    if isinstance(parent, ast.Await):
        return Site(site.file, site.path[:-1]), True
    return site, False


def _is_around(loop: Site, site: Site) -> bool:
    if loop.file != site.file:
        return False
    line, end_line, *_ = loop.place()
    return bool(line <= site.place()[0] <= end_line)


def _in_caller(asked: Asked) -> Asked | None:
    function = asked.site.scope()
    if not isinstance(function.node, FUNCTIONS) or not _only_returns(function, asked):
        return None
    call = site_at(asked.callers[0])
    if call is None:
        return None
    names = [name for name in names_in(asked.text) if _is_parameter(function, name)]
    values: dict[str, str] = {}
    for name in names:
        value = _given(function, name, call)
        if value is None:
            return None
        values[name] = value
    text = substituted(asked.text, values)
    return Asked(call, text, asked.is_async, asked.callers[1:])


def _only_returns(function: Site, asked: Asked) -> bool:
    body = list(getattr(function.node, "body", []))
    if (
        body
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
    ):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return False
    return function.below(body[0].value).place() == asked.site.place()


def _is_parameter(function: Site, name: str) -> bool:
    given = getattr(function.node, "args", None)
    if not isinstance(given, ast.arguments):
        return False
    return name in {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def _given(function: Site, name: str, call: Site) -> str | None:
    node = call.node
    is_method = isinstance(function.scope().node, ast.ClassDef)
    given = getattr(function.node, "args", None)
    first = [a.arg for a in given.args[:1]] if isinstance(given, ast.arguments) else []
    if is_method and first == [name]:
        func = node.func if isinstance(node, ast.Call) else node
        if isinstance(func, ast.Attribute):
            return source_of(call.below(func.value))
        return None
    step = argument(function, name, (call,)) if isinstance(node, ast.Call) else None
    return source_of(step.site) if step is not None else None
