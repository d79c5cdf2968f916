"""All rows of a loop: their keys as a list, before the first of them is looked at."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.looping import Loop, unrolled
from nplusone_guard.advise.editing.names import free_name, plural
from nplusone_guard.advise.editing.stage import Stage
from nplusone_guard.advise.editing.text import names_in, parsed, source_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Site

__all__ = ["Rows"]

_USED_UP = frozenset(
    {
        *("open", "map", "filter", "zip", "reversed", "iter", "enumerate", "reader"),
        *("DictReader", "iterator", "finditer", "scandir", "iterdir", "glob"),
    }
)


class Rows:
    """The rows of one loop, made ready to be gone over twice.

    Attributes:
        within: the heading of the `with` that what is written needs around it.
    """

    def __init__(self, scene: Stage, loop: Loop, edits: Edits) -> None:
        assert loop.iterable is not None
        self.scene = scene
        self.loop = loop
        self.edits = edits
        self.head: list[str] = []
        self.within = ""
        self.iterable = source_of(loop.iterable)
        self._is_ready = False

    @property
    def statement(self) -> Site:
        """The statement before which code runs once."""
        return statement_of(self.loop.site)

    def name(self, *wanted: str) -> str:
        """Return a free name around the loop."""
        free = [each for each in wanted if each != self.iterable] or [f"{wanted[-1]}2"]
        return free_name(self.loop.site, *free)

    def list_of(self, value: str, guards: Sequence[str] = ()) -> str | None:
        """Return the list of *value* for every row; None where it cannot be told.

        Rows for which *guards* do not hold have no such value.
        """
        text = unrolled(self.loop, value)
        tests = [unrolled(self.loop, guard) for guard in guards]
        if text is None or None in tests:
            return None
        self._make_ready()
        if tests:
            return f"[{text} {self.clauses()} if {' and '.join(map(str, tests))}]"
        if text == self.loop.target and self.is_single and self.iterable.isidentifier():
            return self.iterable
        return f"[{text} {self.clauses()}]"

    def clauses(self) -> str:
        """Return `for row in rows`, with the clauses of a comprehension around it."""
        if self.loop.generator is None:
            word = "async for" if self._is_async_for else "for"
            return f"{word} {self.loop.target} in {self.iterable}"
        return " ".join(self._clauses())

    @property
    def is_single(self) -> bool:
        """There is one `for` and no `if`, so that the rows are those gone over."""
        generator = self.loop.generator
        return generator is None or len(self._clauses()) == 1

    @property
    def _is_async_for(self) -> bool:
        return isinstance(self.loop.site.node, ast.AsyncFor) and not self._is_ready

    def _clauses(self) -> list[str]:
        found = []
        for generator in getattr(self.loop.site.node, "generators", ()):
            below = self.loop.site.below
            if _is_around(below(generator.iter), self.scene.asked.site):
                break  # what asks for the rows of this clause goes over those before
            iterable = source_of(below(generator.iter))
            if generator is self.loop.generator:
                iterable = self.iterable
            word = "async for" if generator.is_async and not self._is_ready else "for"
            found.append(f"{word} {source_of(below(generator.target))} in {iterable}")
            found += [f"if {test}" for test in self._tests(generator)]
        return found

    def _tests(self, generator: ast.comprehension) -> list[str]:
        """Return the conditions of *generator* but for the one that asks."""
        asked = self.scene.asked.site
        sites = [self.loop.site.below(test) for test in generator.ifs]
        return [source_of(site) for site in sites if not _is_around(site, asked)]

    def _make_ready(self) -> None:
        """Keep the rows in a variable, unless they can be gone over twice as they are."""
        if self._is_ready:
            return
        self._is_ready = True
        loop, text = self.loop, self.iterable
        assert loop.iterable is not None
        is_async = isinstance(loop.site.node, ast.AsyncFor) or bool(
            loop.generator is not None and loop.generator.is_async
        )
        if not is_async and _is_lasting(loop.iterable):
            return
        outer = getattr(loop.site.node, "generators", None)
        if outer is not None and loop.generator is not outer[0]:
            return
        name = text if text.isidentifier() else self.name(*_names_for(loop))
        listed = f"[row async for row in {text}]" if is_async else f"list({text})"
        self.head.append(f"{name} = {listed}")
        if is_async and loop.is_statement:
            self.edits.reword(loop.site, "async for", "for")
        if name != text:
            self.edits.replace(loop.iterable, name)
        self.iterable = name

    def write(self, *lines: str) -> None:
        """Put the rows' own line and *lines* before the loop."""
        if self.within:
            lines = (self.within, *(f"    {line}" for line in lines))
        self.edits.before(self.statement, *self.head, *lines)
        self.edits.include(self.statement)
        self.head = []


def _is_around(site: Site, inner: Site) -> bool:
    line, end_line, column, end_column = site.place()
    first, last, left, right = inner.place()
    begins = (line, column) <= (first, left)
    return (
        site.file == inner.file and begins and (last, right) <= (end_line, end_column)
    )


def _names_for(loop: Loop) -> tuple[str, ...]:
    names = sorted(names_in(loop.target), key=loop.target.index)
    last = names[-1].strip("_") if names else "row"
    return plural(last), f"all_{plural(last)}", "rows"


def _is_lasting(iterable: Site) -> bool:
    """Say whether the iterable gives the same rows each time it is gone over."""
    node = iterable.node
    if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Constant)):
        return True
    if isinstance(node, ast.Name):
        names = assigned(iterable, node.id)
        return not any(_is_used_up(s.site.node) for s in names.steps) if names else True
    if isinstance(node, ast.Attribute):
        return True
    if isinstance(node, ast.Subscript):
        return False
    if isinstance(node, ast.Call):
        tree = parsed(source_of(iterable))
        func = tree.func if isinstance(tree, ast.Call) else None
        if isinstance(func, ast.Attribute) and func.attr in ("items", "keys"):
            return True
        if isinstance(func, ast.Name) and func.id in ("range", "enumerate"):
            return func.id == "range" or all(
                isinstance(a, (ast.Name, ast.Attribute)) for a in node.args[:1]
            )
    return False


def _is_used_up(node: ast.AST) -> bool:
    if isinstance(node, ast.GeneratorExp):
        return True
    func = node.func if isinstance(node, ast.Call) else None
    name = getattr(func, "attr", None) or getattr(func, "id", "")
    return name in _USED_UP
