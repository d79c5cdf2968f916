"""Conditions: what a filter is given in a variable, spelled out in the filter."""

from __future__ import annotations

import ast
from dataclasses import replace

from nplusone_guard.advise.editing.text import parsed, segment, source_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Site, walk_scope
from nplusone_guard.django.advice.chains import Chain, Link, chain_of

__all__ = ["with_conditions"]

_FILTERS = frozenset({"filter", "get", "exclude"})
_CHANGE = frozenset({"update", "pop", "popitem", "setdefault", "clear"})


def with_conditions(chain: Chain, site: Site) -> Chain:
    """Return *chain* with the dicts and Q objects of local variables filled in.

    `filter(**wanted)` becomes `filter(book=book)` where that is what *wanted* holds.
    """
    links = tuple(_spelled_out(link, site) for link in chain.links)
    if links == chain.links:
        return chain
    return chain_of(replace(chain, links=links).text()) or chain


def _spelled_out(link: Link, site: Site) -> Link:
    if link.name not in _FILTERS:
        return link
    arguments = [_of_q(argument, site) or argument for argument in link.arguments]
    keywords: list[str] = []
    is_changed = arguments != list(link.arguments)
    for name, value in link.keywords:
        pairs = None if name is not None else _of_dict(value, site)
        is_changed = is_changed or pairs is not None
        keywords += pairs or [f"{name}={value}" if name else f"**{value}"]
    if not is_changed:
        return link
    inside = ", ".join([*arguments, *keywords])
    return replace(link, text=f".{link.name}({inside})")


def _of_q(text: str, site: Site) -> str:
    """Return the Q objects that the variable *text* stands for."""
    value = _only_value(site, text)
    node = None if value is None else value.node
    is_q = isinstance(node, (ast.Call, ast.BinOp)) and any(
        getattr(part, "id", getattr(part, "attr", "")) == "Q" for part in ast.walk(node)
    )
    return source_of(value) if value is not None and is_q else ""


def _of_dict(text: str, site: Site) -> list[str] | None:
    """Return the keywords that `**text` gives; None where nobody can tell."""
    value, node = _only_value(site, text), parsed(text)
    if value is not None:
        text, node = source_of(value), parsed(source_of(value))
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
        if node.args or any(keyword.arg is None for keyword in node.keywords):
            return None
        return [f"{k.arg}={segment(text, k.value)}" for k in node.keywords]
    if not isinstance(node, ast.Dict):
        return None
    names = [getattr(key, "value", None) for key in node.keys]
    if not all(isinstance(name, str) and name.isidentifier() for name in names):
        return None
    return [
        f"{name}={segment(text, value)}"
        for name, value in zip(names, node.values, strict=True)
    ]


def _only_value(site: Site, name: str) -> Site | None:
    """Return what the variable *name* was given, where that is all that became of it."""
    names = assigned(site, name) if name.isidentifier() else None
    if names is None or names.parameter_of is not None or len(names.steps) != 1:
        return None
    step = names.steps[0]
    is_here = step.index is None and step.site.file == site.file
    is_whole = is_here and not any(_changes(n, name) for n in _around(step.site))
    return step.site if is_whole else None


def _around(site: Site) -> list[ast.AST]:
    return list(walk_scope(site.scope().node))


def _changes(node: ast.AST, name: str) -> bool:
    """Say whether *node* puts something into the dict called *name*, or takes some out."""
    if isinstance(node, ast.Subscript):
        is_written = not isinstance(node.ctx, ast.Load)
        return is_written and getattr(node.value, "id", "") == name
    if isinstance(node, ast.Attribute):
        return node.attr in _CHANGE and getattr(node.value, "id", "") == name
    return False
