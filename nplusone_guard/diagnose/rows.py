"""Rows: from the variable that an access stands on, back to the query of its rows.

`review.book.author` in `for review in reviews` starts from the rows of `reviews` and
goes over `book`; a nested `for book in author.books.all()` goes over `books` before.
Everything is read from the source; nothing here knows an ORM.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.calls import argument
from nplusone_guard.diagnose.spelling import names_of_chain
from nplusone_guard.diagnose.syntax import FUNCTIONS, Place, Site, site_at
from nplusone_guard.diagnose.wrappers import unwrapped

__all__ = ["Hop", "Way", "way_to"]

_MOST_STEPS = 25
# What stands behind a relation's name and hands on its rows.
_HANDS_ON = frozenset(
    {"all", "iterator", "aiterator", "select_related", "only", "defer"}
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One attribute on the way from a row to another.

    Attributes:
        name: the attribute ("books").
        site: the expression that follows it (`author.books.all()`).
        is_iterated: its rows are looped over.
    """

    name: str
    site: Site
    is_iterated: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How the row of an access was reached.

    Attributes:
        root: the expression that gives the first rows; None where the way is lost.
        hops: the attributes from a row of the root on, in order.
        callers: the calls further out than the root.
    """

    root: Site | None
    hops: tuple[Hop, ...] = ()
    callers: tuple[Place | Site, ...] = ()


def way_to(place: Place, callers: Sequence[Place]) -> Way | None:
    """Return the way to the row that the access at *place* stands on.

    The last attribute of the access is not part of it.
    """
    site = site_at(place)
    if site is None:
        return None
    access = _access(site)
    if access is None:
        return None
    return _Search().of_value(access, tuple(callers), False)


def _access(site: Site) -> Site | None:
    """Return what stands before the last attribute that is not a method's name."""
    node = _without_methods(site.node)
    return site.below(node.value) if isinstance(node, ast.Attribute) else None


def _without_methods(node: ast.AST) -> ast.AST:
    """Go down `a.b.all().filter(..)[:3]` to `a.b`."""
    while True:
        if isinstance(node, (ast.Await, ast.Subscript)):
            node = node.value
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                node = node.func.value
            elif node.args:
                node = node.args[0]
            else:
                return node
        elif isinstance(node, ast.Attribute) and node.attr in _HANDS_ON:
            node = node.value
        else:
            return node


class _Search:
    """One search outward; it gives up after a number of steps."""

    def __init__(self) -> None:
        self.steps = 0

    def of_value(
        self, site: Site, callers: tuple[Place | Site, ...], is_iterated: bool
    ) -> Way:
        """Return the way to the rows, or the row, that the value at *site* is."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            return Way(None)
        wrapped = unwrapped(site)
        if wrapped is not None and not _is_chain(site.node):
            return self.of_value(wrapped.site, wrapped.callers or callers, is_iterated)
        node = site.node
        if isinstance(node, ast.Name):
            return self.of_name(site, node.id, callers, is_iterated)
        hop = self._hop(site, is_iterated)
        if hop is None:
            return Way(site, (), callers)
        name, before = hop
        way = self.of_value(before, callers, False)
        if way.root is None:
            return Way(site, (), callers)
        return Way(way.root, (*way.hops, Hop(name, site, is_iterated)), way.callers)

    def _hop(self, site: Site, is_iterated: bool) -> tuple[str, Site] | None:
        """Return the relation that the expression at *site* follows, and from what."""
        node = _without_methods(site.node) if is_iterated else site.node
        if not isinstance(node, ast.Attribute):
            return None
        names = list(names_of_chain(node))
        if names[0] == "" or names[0][:1].isupper() or "objects" in names:
            return None
        return node.attr, site.below(node.value)

    def of_name(
        self,
        site: Site,
        name: str,
        callers: tuple[Place | Site, ...],
        is_iterated: bool,
    ) -> Way:
        """Return the way to what the variable *name* holds at *site*."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            return Way(None)
        iterable = _iterable_binding(site, name)
        if iterable is not None:
            return self.of_value(iterable, callers, True)
        names = assigned(site, name)
        if names is None:
            return Way(site, (), callers)
        for step in names.steps[:1]:
            return self.of_value(step.site, step.callers or callers, is_iterated)
        if names.parameter_of is not None:
            return self._of_parameter(
                names.parameter_of, site, name, callers, is_iterated
            )
        return Way(None)

    def _of_parameter(
        self,
        function: Site,
        site: Site,
        name: str,
        callers: tuple[Place | Site, ...],
        is_iterated: bool,
    ) -> Way:
        given = argument(function, name, callers)
        if given is not None:
            return self.of_value(given.site, given.callers or (), is_iterated)
        if _is_self(function, name) and callers:
            owner = callers[0] if isinstance(callers[0], Site) else site_at(callers[0])
            before = None if owner is None else _receiver(owner)
            if before is not None:
                return self.of_value(before, callers[1:], is_iterated)
        return Way(site if is_iterated else None, (), callers)


def _is_chain(node: ast.AST) -> bool:
    """Say whether *node* is `row.relation.all()`, which a wrapper's eye would strip."""
    inner = _without_methods(node)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(inner, ast.Attribute)
    )


def _receiver(site: Site) -> Site | None:
    """Return what a method or property was asked of at *site*."""
    node = site.node
    if isinstance(node, ast.Await):
        node = node.value
    if isinstance(node, ast.Call):
        node = node.func
    return site.below(node.value) if isinstance(node, ast.Attribute) else None


def _is_self(function: Site, name: str) -> bool:
    arguments = getattr(function.node, "args", None)
    if not isinstance(function.node, FUNCTIONS) or arguments is None:
        return False
    first = [*arguments.posonlyargs, *arguments.args][:1]
    return bool(first and first[0].arg == name) and isinstance(
        function.scope().node, ast.ClassDef
    )


def _iterable_binding(site: Site, name: str) -> Site | None:
    """Return the iterable of the innermost loop around *site* that binds *name*."""
    for index in range(len(site.path) - 2, -1, -1):
        node = site.path[index]
        inner = site.path[index + 1]
        around = Site(site.file, site.path[: index + 1])
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            return None
        if (
            isinstance(node, (ast.For, ast.AsyncFor))
            and inner in node.body
            and _binds(node.target, name)
        ):
            return around.below(node.iter)
        for generator in reversed(getattr(node, "generators", [])):
            if _binds(generator.target, name) and generator.iter not in site.path:
                return around.below(generator.iter)
    return None


def _binds(target: ast.expr, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name for part in ast.walk(target)
    )
