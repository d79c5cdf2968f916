"""A block: one fenced piece of a documentation page, with the mark that says how to test it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]

MARK = re.compile(r"^\s*<!--\s*test:\s*(?P<verb>[\w-]+)\s*(?P<argument>.*?)\s*-->\s*$")
FENCE = re.compile(r"^(?P<indent>\s*)(?P<ticks>`{3,}|~{3,})\s*(?P<language>[\w+-]*)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page's author asks of the block below: `<!-- test: VERB ARGUMENT -->`."""

    verb: str
    argument: str


@dataclass(frozen=True, slots=True)
class Block:
    """The code between two fences.

    Attributes:
        line: The line of the page that the first line of *code* stands on.
    """

    language: str
    code: str
    line: int
    marks: tuple[Mark, ...]

    def argument(self, verb: str) -> str | None:
        """Return what follows *verb* in this block's marks, None where it is not marked."""
        return next((mark.argument for mark in self.marks if mark.verb == verb), None)


def pages() -> tuple[Path, ...]:
    """Return every page a reader sees, the README first."""
    top = (ROOT / "README.md", ROOT / "CONTRIBUTING.md")
    return (*top, *sorted((ROOT / "docs").rglob("*.md")))


def blocks(text: str) -> tuple[Block, ...]:
    """Return the fenced blocks of a page in order."""
    found: list[Block] = []
    marks: list[Mark] = []
    lines = iter(enumerate(text.splitlines(), start=1))
    for _, line in lines:
        if mark := MARK.match(line):
            marks.append(Mark(mark["verb"], mark["argument"]))
        elif fence := FENCE.match(line):
            start, code = inside(lines, fence["ticks"])
            found.append(Block(fence["language"], code, start, tuple(marks)))
            marks = []
        elif line.strip():
            marks = []
    return tuple(found)


def inside(lines: enumerate[str], ticks: str) -> tuple[int, str]:
    """Read up to the closing fence; return the first line's number and the code."""
    start, code = 0, []
    for number, line in lines:
        start = start or number
        if line.strip() == ticks:
            break
        code.append(line)
    return start, dedent("\n".join(code)) + "\n"
