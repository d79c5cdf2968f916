"""Edits: changes to source text, told as the block to paste and as a unified diff."""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass, field

from nplusone_guard.advise.editing.borrowing import borrowed_imports
from nplusone_guard.advise.editing.changes import Change, changed, current_lines
from nplusone_guard.advise.editing.importing import with_imports
from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.syntax import Site

__all__ = ["Edits", "indentation", "statement_of"]

# A block longer than this is told as two places instead.
_MOST_LINES = 40


@dataclass(slots=True)
class Edits:
    """The changes that one fix makes, and the imports it needs.

    Attributes:
        lenders: the files that the new code was moved from, with the names it uses.
    """

    changes: list[Change] = field(default_factory=list)
    imports: list[tuple[str, str]] = field(default_factory=list)
    lenders: tuple[str, ...] = ()

    def replace(self, site: Site, text: str) -> None:
        """Put *text* in the place of the expression at *site*."""
        line, end_line, column, end_column = site.place()
        self._add(site, (line, column), (end_line, end_column), text)

    def reword(self, site: Site, old: str, new: str) -> None:
        """Exchange the first words of the statement at *site*."""
        line, _, column, _ = site.place()
        self._add(site, (line, column), (line, column + len(old)), new)

    def before(self, site: Site, *lines: str) -> None:
        """Put *lines* before the statement at *site*, at its indentation."""
        line = _first_line(site.node)
        room = indentation(site)
        text = "".join(f"{room}{part}\n" for part in lines)
        self._add(site, (line, 0), (line, 0), text)

    def after(self, site: Site, *lines: str) -> None:
        """Put *lines* behind the statement at *site*, at its indentation."""
        line = getattr(site.node, "end_lineno", 0) + 1
        room = indentation(site)
        text = "".join(f"{room}{part}".rstrip() + "\n" for part in lines)
        self._add(site, (line, 0), (line, 0), text)

    def exchange(self, site: Site, *lines: str) -> None:
        """Put *lines*, or nothing, in the place of the statement at *site*."""
        line, end_line, column, end_column = site.place()
        if current_lines(site.file)[line - 1][:column].strip():
            # Behind its loop's header, or another statement, on one line.
            text = "; ".join(lines) or "pass"
            self._add(site, (line, column), (end_line, end_column), text)
            return
        first, last = _first_line(site.node), end_line
        room = indentation(site)
        text = "".join(f"{room}{part}\n" for part in lines)
        self._add(site, (first, 0), (last + 1, 0), text)

    def reword_text(self, span: Span, old: str, new: str) -> bool:
        """Exchange each *old*, a pattern, in the lines of *span*; say if one was there."""
        lines, before = current_lines(span.file), len(self.changes)
        for number in range(span.line, min(span.end_line, len(lines)) + 1):
            found = re.finditer(rf"(?<!\w){old}(?!\w)", lines[number - 1])
            for match in found:
                start, end = (number, match.start()), (number, match.end())
                edit = Change(
                    span.file, start, end, new, (number, number), span.function
                )
                self.changes.append(edit)
        return len(self.changes) > before

    def include(self, site: Site) -> None:
        """Make the statement at *site* part of the block, though it stays as it is."""
        line, _, column, _ = site.place()
        self._add(site, (line, column), (line, column), "")

    def _add(
        self, site: Site, start: tuple[int, int], end: tuple[int, int], text: str
    ) -> None:
        statement = statement_of(site).node
        block = (_first_line(statement), getattr(statement, "end_lineno", 0))
        function = site.function_name()
        self.changes.append(Change(site.file, start, end, text, block, function))

    @property
    def is_one_block(self) -> bool:
        """All changes stand near each other in one function, with those inside of it."""
        places = {
            (change.file, change.function.partition(".<locals>")[0])
            for change in self.changes
        }
        first, last = self._range(self.changes)
        return len(places) == 1 and last - first <= _MOST_LINES

    def block(self) -> tuple[str, Span]:
        """Return the new text of the lines around all changes, and those lines."""
        return self._block_of(self.changes)

    def blocks(self) -> list[tuple[str, Span]]:
        """Return one block for each function that is changed, in the order given."""
        by_place: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            by_place.setdefault((change.file, change.function), []).append(change)
        return [self._block_of(changes) for changes in by_place.values()]

    def _block_of(self, changes: list[Change]) -> tuple[str, Span]:
        first, last = self._range(changes)
        file = changes[0].file
        lines = current_lines(file)
        code = changed(lines, changes, first, last).rstrip("\n")
        old = lines[last - 1].rstrip("\n")
        text = "".join(lines[first - 1 : last]).rstrip("\n")
        span = Span(file, first, last, 0, len(old), changes[0].function, text)
        return code, span

    def _range(self, changes: list[Change]) -> tuple[int, int]:
        first = min(min(change.block[0], change.start[0]) for change in changes)
        return first, max(change.block[1] for change in changes)

    def borrow(self) -> None:
        """Ask for the imports of what was moved from another file."""
        for file in dict.fromkeys(change.file for change in self.changes):
            old = current_lines(file)
            changes = [change for change in self.changes if change.file == file]
            new = changed(old, changes, 1, len(old))
            new = "".join(text + "\n" for at, text in self.imports if at == file) + new
            for line in borrowed_imports(file, new, self.lenders):
                self.imports.append((file, line))

    def patch(self) -> str:
        """Return all changes as a unified diff."""
        parts: list[str] = []
        for file in dict.fromkeys(change.file for change in self.changes):
            old = current_lines(file)
            changes = [change for change in self.changes if change.file == file]
            new = changed(old, changes, 1, len(old)).splitlines(keepends=True)
            wanted = [text for place, text in self.imports if place == file]
            new = with_imports(new, wanted)
            name = file.lstrip("/")
            parts += difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
        return "".join(parts)


def statement_of(site: Site) -> Site:
    """Return the innermost statement around *site*, itself included."""
    for index in range(len(site.path) - 1, -1, -1):
        if isinstance(site.path[index], ast.stmt):
            return Site(site.file, site.path[: index + 1])
    return site


def indentation(site: Site) -> str:
    """Return the blanks before the statement at *site*."""
    lines = current_lines(site.file)
    text = lines[_first_line(site.node) - 1]
    return text[: len(text) - len(text.lstrip())]


def _first_line(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", None)
    first = decorators[0] if decorators else node
    return getattr(first, "lineno", 1)
