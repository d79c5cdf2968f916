"""Rows: from the variable that an access stands on, back to the query of its rows.

`review.book.author` in `for review in reviews` starts from the rows of `reviews` and
goes over `book`; a nested `for book in author.books.all()` goes over `books` before.
Everything is read from the source; nothing here knows an ORM.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nplusone_guard.diagnose.access import (
    asks_for,
    handed_over,
    is_number,
    is_self,
    iterable_binding,
    outside,
    receiver,
    without_methods,
)
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.calls import argument
from nplusone_guard.diagnose.following import handed_on
from nplusone_guard.diagnose.spelling import last_name, names_of_chain
from nplusone_guard.diagnose.syntax import Place, Site, site_at

__all__ = ["Hop", "Way", "way_of", "way_to"]

_MOST_STEPS = 25


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
        is_iterated: the root's rows are looped over.
    """

    root: Site | None
    hops: tuple[Hop, ...] = ()
    callers: tuple[Place | Site, ...] = ()
    is_iterated: bool = True


def way_to(place: Place, callers: Sequence[Place]) -> Way | None:
    """Return the way to the row that the access at *place* stands on.

    The last attribute of the access is not part of it.
    """
    site = site_at(place)
    if site is None:
        return None
    access = handed_over(site) or _access(site)
    if access is None:
        return None
    return _Search().of_value(access, tuple(callers), False)


def way_of(site: Site, callers: Sequence[Place | Site] = ()) -> Way:
    """Return the way to the row, or the rows, that the value at *site* is."""
    return _Search().of_value(site, tuple(callers), False)


def _access(site: Site) -> Site | None:
    """Return what stands before the last attribute that is not a method's name."""
    call = site.node
    if isinstance(call, ast.Call) and last_name(call.func) in ("getattr", "hasattr"):
        return site.below(call.args[0]) if len(call.args) > 1 else None
    node = without_methods(site.node)
    if isinstance(node, ast.Name):
        value = _only_chain(site.below(node), node.id)
        return None if value is None else _access(value)
    return site.below(node.value) if isinstance(node, ast.Attribute) else None


def _only_chain(site: Site, name: str) -> Site | None:
    """Return the `row.relation.all()` that the variable *name* holds at *site*."""
    names = assigned(site, name)
    if names is None or names.parameter_of is not None or len(names.steps) != 1:
        return None
    value = names.steps[0].site
    return value if value.file == site.file and _is_chain(value.node) else None


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
        wrapped = handed_on(site)
        if wrapped is not None and not _is_chain(site.node):
            return self.of_value(wrapped.site, wrapped.callers or callers, is_iterated)
        node = site.node
        if isinstance(node, ast.Name):
            return self.of_name(site, node.id, callers, is_iterated)
        if isinstance(node, ast.Subscript) and is_number(node.slice):
            return self.of_value(site.below(node.value), callers, True)
        hop = self._hop(site, is_iterated)
        if hop is None:
            return Way(site, (), callers, is_iterated)
        name, before = hop
        way = self.of_value(before, callers, False)
        if way.root is None:
            # Rows of an unknown owner are asked for here; one row of it is not.
            return Way(site if is_iterated else None, (), callers)
        return replace(way, hops=(*way.hops, Hop(name, site, is_iterated)))

    def _hop(self, site: Site, is_iterated: bool) -> tuple[str, Site] | None:
        """Return the relation that the expression at *site* follows, and from what."""
        node = without_methods(site.node) if is_iterated else site.node
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
        iterable = iterable_binding(site, name)
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
        callers = outside(function, site, callers)
        if is_self(function, name) and callers:
            owner = callers[0] if isinstance(callers[0], Site) else site_at(callers[0])
            before = None if owner is None else receiver(owner)
            if before is not None and asks_for(function, before):
                return self.of_value(before, callers[1:], is_iterated)
        return Way(site if is_iterated else None, (), callers)


def _is_chain(node: ast.AST) -> bool:
    """Say whether *node* is `row.relation.all()`, which a wrapper's eye would strip."""
    inner = without_methods(node)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(inner, ast.Attribute)
    )
