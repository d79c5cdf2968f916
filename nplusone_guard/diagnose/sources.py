"""A source: the expression that builds the query whose rows an expression yields."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nplusone_guard.capture.expressions import Span, text_at
from nplusone_guard.capture.modules import byte_column, lines_of
from nplusone_guard.capture.wording import in_one_line
from nplusone_guard.diagnose.classes import member
from nplusone_guard.diagnose.following import is_settled, next_steps
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.syntax import (
    FUNCTIONS,
    Place,
    Site,
    module_site,
    nodes_on_line,
    site_at,
)
from nplusone_guard.diagnose.wrappers import Step

# Steps, not calls: a chain of wrappers alone takes several.
_STEPS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Built:
    """An expression of the application's source that builds a query.

    Attributes:
        column: With end_column, 0-based characters.
        expression: Its text in one line.
        via: How it was reached in the last step: "expression", "assignment",
            "parameter", "attribute" or "return".
        certain: False where another expression could be the one as well.
    """

    file: str
    line: int
    end_line: int
    column: int
    end_column: int
    function: str
    expression: str
    via: str = "expression"
    certain: bool = True


def trace(place: Place, callers: Sequence[Place] = ()) -> Built | None:
    """Return what builds the query behind the rows of the expression at *place*.

    *callers* are the places of the calls that led there, the innermost first.
    """
    site = site_at(place)
    return follow(Step(site), callers) if site is not None else None


def iterable_of_loop(file: str, line: int, column: int | None = None) -> Built | None:
    """Return the expression after `in` of the loop that begins at *line* of *file*.

    Where several begin there, the one at *column*, of its target or its beginning.
    """
    module, lines = module_site(file), lines_of(file)
    if module is None or not 1 <= line <= len(lines):
        return None
    at = None if column is None else byte_column(lines[line - 1], column)
    ranked = sorted(_loops_from(module.node, line, at), key=lambda ranked: ranked[0])
    return _built(module.below(ranked[0][1]), "expression") if ranked else None


def drained_by_loop(file: str, line: int) -> Built | None:
    """Return the `queue` of `queue.pop()` in the `while` at *line* of *file*."""
    module = module_site(file)
    for loop in () if module is None else nodes_on_line(module.node, line):
        for node in ast.walk(loop) if isinstance(loop, ast.While) else ():
            func = node.func if isinstance(node, ast.Call) else None
            if isinstance(func, ast.Attribute) and func.attr in ("pop", "popleft"):
                return _built(module.below(func.value), "expression")  # type: ignore[union-attr]
    return None


def class_attribute(file: str, class_name: str, name: str) -> Built | None:
    """Return what builds the query the class has, or a property returns, as *name*."""
    found = _member(file, class_name, name)
    return follow(Step(found, "attribute")) if found is not None else None


def method_return(file: str, class_name: str, method: str) -> Built | None:
    """Return what builds the query that *method* of the class returns."""
    found = _member(file, class_name, method)
    if found is None or not isinstance(found.node, FUNCTIONS):
        return None
    return follow(Step(found, "return"))


def follow(step: Step, callers: Sequence[Place | Site] = ()) -> Built | None:
    """Return what builds the query that *step* leads to."""
    return _follow(step, tuple(callers), set())


def _follow(
    step: Step,
    callers: tuple[Place | Site, ...],
    seen: set[tuple[int, int | str | None]],
) -> Built | None:
    key = (id(step.site.node), step.index)
    if key in seen or len(seen) > _STEPS_AT_MOST:
        return None
    seen.add(key)
    callers = callers if step.callers is None else step.callers
    for following in next_steps(step, callers):
        via = following.via or step.via
        built = _follow(replace(following, via=via), callers, seen)
        if built is not None:
            return replace(built, certain=built.certain and following.certain)
    if step.index is not None or is_settled(step.site):
        return None
    sure = certainty(step.site)
    return (
        None
        if sure is None
        else _built(step.site, step.via or "expression", certain=sure)
    )


def _built(site: Site, via: str, *, certain: bool = True) -> Built | None:
    place = site.place()
    text = text_at(lines_of(site.file), place)
    if text is None:
        return None
    function = site.function_name()
    return Built(site.file, *place, function, in_one_line(text), via, certain)


def _loops_from(
    tree: ast.AST, line: int, column: int | None
) -> list[tuple[int, ast.expr]]:
    found: list[tuple[int, ast.expr]] = []
    for owner in nodes_on_line(tree, line):
        loops: Sequence[ast.For | ast.AsyncFor | ast.comprehension] = ()
        if isinstance(owner, (ast.For, ast.AsyncFor)):
            loops = [owner]
        elif hasattr(owner, "generators"):
            loops = owner.generators
        for loop in loops:
            starts = [_start(loop.target), _start(owner)]
            if line not in (starts[0][0], starts[1][0]):
                continue
            ranks = [index for index, at in enumerate(starts) if at == (line, column)]
            found.append((min(ranks, default=len(starts)), loop.iter))
    return found


def _start(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def span_of(built: Built) -> Span:
    """Return *built* as a span."""
    return Span(
        built.file,
        built.line,
        built.end_line,
        built.column,
        built.end_column,
        built.function,
        built.expression,
    )


def _member(file: str, class_name: str, name: str) -> Site | None:
    module = module_site(file)
    if module is None:
        return None
    wanted = class_name.rpartition(".")[2]
    for node in ast.walk(module.node):
        if isinstance(node, ast.ClassDef) and node.name == wanted:
            return member(module.below(node), name)
    return None
