"""The loop around a query, read from its source: variables, rows, assignments."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.advise.editing.text import names_in, source_of, substituted
from nplusone_guard.diagnose.sources import iterable_of_loop
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["Loop", "is_within", "loop_of", "unrolled"]


@dataclass(frozen=True, slots=True)
class Loop:
    """The loop that repeats a query.

    Attributes:
        site: the statement, or the comprehension.
        target: the text of its variables; empty for `while`.
        iterable: what it goes over; None for `while`.
        names: all names that can differ from round to round.
        generator: the `for` of a comprehension.
    """

    site: Site
    target: str
    iterable: Site | None
    names: frozenset[str]
    generator: ast.comprehension | None = None

    @property
    def is_statement(self) -> bool:
        """A `for` statement rather than a comprehension."""
        return isinstance(self.site.node, (ast.For, ast.AsyncFor))


def loop_of(diagnosis: Diagnosis) -> Loop | None:
    place = diagnosis.finding.candidate.evidence.loop
    if place is None or place.kind in ("library", "recursion", "call"):
        return None
    span = place.span
    iterable = iterable_of_loop(span.file, span.line, span.column)
    site = None if iterable is None else site_at(iterable)
    if site is None:
        return _while_loop(diagnosis)
    for index in range(len(site.path) - 2, -1, -1):
        node = site.path[index]
        around = Site(site.file, site.path[: index + 1])
        if isinstance(node, (ast.For, ast.AsyncFor)):
            names = frozenset(_bound(node.target, *node.body))
            target = source_of(around.below(node.target))
            return Loop(around, target, site, names)
        if isinstance(node, ast.comprehension):
            owner = Site(site.file, site.path[:index])
            names = frozenset(_bound(owner.node))
            target = source_of(owner.below(node.target))
            return Loop(owner, target, site, names, node)
    return None


def _while_loop(diagnosis: Diagnosis) -> Loop | None:
    evidence = diagnosis.finding.candidate.evidence
    places = [evidence.blame, *evidence.callers]
    for place in places:
        site = site_at(place)
        for index in range(len(site.path) - 1, -1, -1) if site is not None else ():
            node = site.path[index]  # type: ignore[union-attr]
            if isinstance(node, ast.While) and evidence.loop is not None:
                around = Site(place.file, site.path[: index + 1])  # type: ignore[union-attr]
                return Loop(around, "", None, frozenset(_bound(*node.body)))
    return None


def _bound(*nodes: ast.AST) -> set[str]:
    """Return the names that the code of *nodes* gives a value."""
    return {
        part.id
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _value_of_name(loop: Loop, name: str) -> str | None:
    """Return what the loop's body assigns to *name*, where it does so once."""
    values: list[str] = []
    if not loop.is_statement:
        return None
    for node in ast.walk(ast.Module(loop.site.node.body, [])):  # type: ignore[attr-defined]
        is_other = isinstance(node, (ast.AugAssign, ast.For, ast.NamedExpr))
        if is_other and name in _bound(node.target):  # type: ignore[attr-defined]
            return None
        if not isinstance(node, ast.Assign) or name not in _bound(*node.targets):
            continue
        text = source_of(loop.site.below(node.value))
        target = node.targets[0]
        if isinstance(target, (ast.Tuple, ast.List)):
            index = next(
                (i for i, e in enumerate(target.elts) if getattr(e, "id", "") == name),
                None,
            )
            if index is None or any(isinstance(e, ast.Starred) for e in target.elts):
                return None
            text = (
                f"({text})[{index}]" if not text.endswith(")") else f"{text}[{index}]"
            )
        elif not isinstance(target, ast.Name):
            return None
        values.append(text)
    return values[0] if len(values) == 1 else None


def unrolled(loop: Loop, text: str) -> str | None:
    """Return *text* in terms of the loop's variables alone; None where that fails."""
    targets = names_in(loop.target)
    for _ in range(6):
        open_names = (names_in(text) & loop.names) - targets
        if not open_names:
            return text
        values = {name: _value_of_name(loop, name) for name in open_names}
        if any(value is None for value in values.values()):
            return None
        text = substituted(text, {k: v for k, v in values.items() if v is not None})
    return None


def is_within(site: Site, loop: Site) -> bool:
    """Say whether *site* stands in *loop*, though its tree may be another reading."""
    wanted = loop.place()
    return site.file == loop.file and any(
        isinstance(node, type(loop.node))
        and Site(site.file, site.path[: index + 1]).place() == wanted
        for index, node in enumerate(site.path)
        if hasattr(node, "lineno")
    )
