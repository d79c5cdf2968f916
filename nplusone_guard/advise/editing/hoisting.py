"""Hoisting: a query asked in a helper, in the words of the function that loops."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.returning import only_return
from nplusone_guard.advise.editing.saying import PLACE, said_by_caller
from nplusone_guard.advise.editing.tasks import (
    gather_around,
    is_left_to_a_task,
    listed,
)
from nplusone_guard.advise.editing.text import names_in, source_of, substituted
from nplusone_guard.diagnose.syntax import Place, Site, site_at

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
        around: what the helper makes of the query, with "{}" for the query.
        lenders: the files that *text* and *around* come from.
        before: what a helper does before it asks, in the words of *text*.
        gather: what awaits *site* for all rows at once, where *site* is not awaited.
    """

    site: Site
    text: str
    is_async: bool
    callers: tuple[Place, ...]
    around: str = "{}"
    lenders: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    gather: Site | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file whose words the query is told in."""
        return (*self.lenders, self.site.file)

    @property
    def query(self) -> Site:
        """Where the query stands, as far as a fix exchanges it."""
        return self.site

    def put(self, edits: Edits, look: str) -> None:
        """Put *look* in the place of the query."""
        around = self.around.replace("{}", PLACE)
        text = substituted(around, {PLACE: look})
        if self.gather is None:
            edits.replace(self.site, text)
        else:
            edits.replace(self.gather, listed(self.site, text))

    def past_subscript(self) -> Asked:
        """Return what asks together with the `["total"]` behind it, if there is one."""
        inside = re.sub(r"""\{\}\[["']\w+["']\]""", "{}", self.around)
        if inside != self.around:
            return replace(self, around=inside)
        parent = self.site.path[-2] if len(self.site.path) > 1 else None
        is_key = isinstance(parent, ast.Subscript) and isinstance(
            parent.slice, ast.Constant
        )
        if not is_key or self.around != "{}":
            return self
        return replace(self, site=Site(self.site.file, self.site.path[:-1]))


def hoisted(
    site: Site,
    callers: Sequence[Place],
    loop: Site | None,
    text: str = "",
    opened: ast.AST | None = None,
) -> Asked:
    """Go from a helper's only `return` to its call until the loop is reached.

    *text* is the query with what the helper's variables hold filled in, *opened* the
    `with` of the helper's own session.
    """
    site, is_async = _awaited(site)
    asked = Asked(site, text or source_of(site), is_async, tuple(callers))
    while loop is not None and asked.callers and not _is_around(loop, asked.site):
        outer = _in_caller(asked, opened)
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


def _in_caller(asked: Asked, opened: ast.AST | None) -> Asked | None:
    function = asked.site.scope()
    call = site_at(asked.callers[0])
    if call is None:
        return None
    if isinstance(call.node, ast.Await):
        call = call.below(call.node.value)
    whole = only_return(function, names_in(asked.text), opened)
    around = "" if whole is None else _around(whole, asked)
    text = said_by_caller(function, asked.text, call)
    outside = said_by_caller(function, around, call)
    if text is None or not outside:
        return None
    lenders = (*asked.lenders, asked.site.file)
    rest = asked.callers[1:]
    if is_left_to_a_task(function, call):
        gather = gather_around(call)
        told = Asked(call, text, True, rest, outside, lenders, gather=gather)
        return None if gather is None else told
    site, is_awaited = _awaited(call)
    return Asked(site, text, asked.is_async or is_awaited, rest, outside, lenders)


def _around(whole: Site, asked: Asked) -> str:
    """Return the text of *whole* with "{}" for the asking expression; "" if it varies."""
    if whole.place() == asked.site.place():
        return asked.around
    text, inner = source_of(whole), source_of(asked.site)
    bound = {
        node.id
        for node in ast.walk(whole.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    if text.count(inner) != 1 or "{}" in text or bound & names_in(inner):
        return ""
    return text.replace(inner, asked.around)
