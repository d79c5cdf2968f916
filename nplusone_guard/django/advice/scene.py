"""The scene of a finding: what asks, in which loop, over which rows, as source."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.sources import iterable_of_loop
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain, Link, chain_of
from nplusone_guard.django.advice.edits import statement_of
from nplusone_guard.django.advice.hoisting import Asked, hoisted
from nplusone_guard.django.advice.text import names_in, source_of, substituted

__all__ = ["Scene", "scene_of"]

_WRAPPERS = frozenset(
    {
        *("list", "tuple", "set", "frozenset", "sorted", "len", "sum", "min", "max"),
        *("any", "all", "bool", "iter", "next", "enumerate", "dict", "reversed"),
    }
)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


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


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fix is written from.

    Attributes:
        diagnosis: what is to be mended.
        asked: the asking expression and its text in the words of the loop's function.
        chain: that text taken apart, local variables filled in.
        loop: None where the source shows none.
        is_inside: the asking expression can be edited within the loop.
    """

    diagnosis: Diagnosis
    asked: Asked
    chain: Chain
    loop: Loop | None
    is_inside: bool

    @property
    def is_async(self) -> bool:
        """The query is awaited."""
        return self.asked.is_async

    def varies(self, text: str) -> bool:
        """Say whether *text* can have another value in each round."""
        names = self.loop.names if self.loop is not None else frozenset[str]()
        return bool(names_in(text) & names)

    def varies_in(self, link: Link) -> bool:
        """Say whether what *link* is given can have another value in each round."""
        return self.varies(f"_{link.text}")

    def is_row(self, text: str) -> bool:
        """Say whether *text* is a variable of the loop itself."""
        return self.loop is not None and text in names_in(self.loop.target)


def scene_of(diagnosis: Diagnosis) -> Scene | None:
    """Return the scene of *diagnosis*; None where its source cannot be read."""
    evidence = diagnosis.finding.candidate.evidence
    blamed = site_at(evidence.blame)
    if blamed is None:
        return None
    found = _loop_of(diagnosis)
    asked = hoisted(_asking(blamed), evidence.callers, found and found.site)
    chain = chain_of(asked.text)
    if chain is None:
        return None
    is_inside = found is not None and _is_within(asked.site, found.site)
    return Scene(diagnosis, asked, _with_locals(chain, asked.site), found, is_inside)


def _asking(blamed: Site) -> Site:
    """Go from `list(chapters)` to the chain that `chapters` was assigned."""
    site = blamed
    for _ in range(5):
        node = site.node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in _WRAPPERS and node.args:
                site = site.below(node.args[0])
                continue
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            site = site.below(node.generators[0].iter)
            continue
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            site = site.below(node.comparators[0])
            continue
        value = _only_value(site, node.id) if isinstance(node, ast.Name) else None
        if value is None:
            break
        site = value
    return site


def _only_value(site: Site, name: str) -> Site | None:
    """Return the query that *name* stands for, where it can be only one."""
    names = assigned(site, name)
    if names is None or names.parameter_of is not None or len(names.steps) != 1:
        return None
    step = names.steps[0]
    if step.index is not None or step.site.file != site.file:
        return None
    if certainty(step.site):
        return step.site
    chain = chain_of(source_of(step.site))
    is_query = chain is not None and bool(chain.links) and "." in chain.base
    return step.site if is_query else None


def _with_locals(chain: Chain, site: Site) -> Chain:
    """Fill in the local variable that *chain* starts from."""
    for _ in range(5):
        if not chain.base.isidentifier() or not chain.links:
            return chain
        value = _only_value(site, chain.base)
        inner = None if value is None else chain_of(source_of(value))
        if inner is None or chain.base in names_in(inner.text()):
            return chain
        chain = Chain(inner.base, (*inner.links, *chain.links))
    return chain


def _loop_of(diagnosis: Diagnosis) -> Loop | None:
    place = diagnosis.finding.candidate.evidence.loop
    if place is None or place.kind in ("library", "recursion"):
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


def _is_within(site: Site, loop: Site) -> bool:
    wanted = loop.place()
    return site.file == loop.file and any(
        isinstance(node, type(loop.node))
        and Site(site.file, site.path[: index + 1]).place() == wanted
        for index, node in enumerate(site.path)
        if hasattr(node, "lineno")
    )


def in_loop_body(scene: Scene, site: Site) -> Site | None:
    """Return the statement of the loop's own body that *site* stands in."""
    if scene.loop is None or not isinstance(scene.loop.site.node, _LOOPS):
        return None
    statement = statement_of(site)
    body = scene.loop.site.node.body
    lines = {node.lineno for node in body}
    while len(statement.path) > 1:
        if isinstance(statement.node, ast.stmt) and statement.node.lineno in lines:
            parent = statement.path[-2]
            if isinstance(parent, _LOOPS) and parent.lineno == scene.loop.site.node.lineno:
                return statement
        if isinstance(statement.node, FUNCTIONS):
            return None
        statement = Site(statement.file, statement.path[:-1])
    return None


def value_of_name(loop: Loop, name: str) -> str | None:
    """Return what the loop's body assigns to *name*, where it does so once."""
    values: list[str] = []
    if not loop.is_statement:
        return None
    for node in ast.walk(ast.Module(loop.site.node.body, [])):  # type: ignore[attr-defined]
        if isinstance(node, (ast.AugAssign, ast.For, ast.NamedExpr)):
            if name in _bound(node.target):
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
            text = f"({text})[{index}]" if not text.endswith(")") else f"{text}[{index}]"
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
        values = {name: value_of_name(loop, name) for name in open_names}
        if any(value is None for value in values.values()):
            return None
        text = substituted(text, {k: v for k, v in values.items() if v is not None})
    return None
