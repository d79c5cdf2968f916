"""A case: one piece of user code, with what a right guard says about it.

Places are marked in the source of the corpus by trailing comments (`# blame: name`,
`# loop: name`, `# origin: name`; in templates `{# blame: name #}`; several on one line are
separated by `;`), so an expectation never holds a line number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

HERE = Path(__file__).resolve().parent
SOURCES = (".py", ".html", ".txt", ".jinja")
COMMENT = re.compile(r"(?:#|\{#)\s*((?:blame|loop|origin)\s*:.*?)(?:#\}|$)")
MARK = re.compile(r"(blame|loop|origin)\s*:\s*([\w.\-]+)")

PlaceKind = Literal["blame", "loop", "origin"]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, as marked in the corpus."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{Path(self.file).name}:{self.line}"


@dataclass(frozen=True, slots=True)
class Expect:
    """One finding that a right guard reports for a case.

    Attributes:
        code: the finding's code, NPG001 to NPG010.
        relation: class and attribute (`Book.author`); None where there is none or
            where more than one answer is right.
        blame: marker name of the asking expression; the case's own name when None.
        loop: marker name of the loop; the case's own name when None.
        origin: marker name of the query to change; the case's own name when None.
            A name without a marker in the sources means: not judged.
        fix: fragments that must all be in the advice, blanks and quotes aside.
        any_of: other complete sets of fragments that are as right as *fix*.
        also: codes that are as right as *code*.
    """

    code: str
    relation: str | None = None
    blame: str | None = None
    loop: str | None = None
    origin: str | None = None
    fix: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of code, run once on the rows that *populate* made.

    Attributes:
        run: the code itself; returns a plain value that *fixed* must return too.
        fixed: the same work as the right fix would have it; None for a silent case.
        populate: makes that many rows; every case starts from empty tables.
        expect: what a right guard reports; empty for a silent case.
        state: reads what the code left behind, outside the guard (cases that write).
        grows: a silent case that rightly sends more statements for more rows.
        threads: the code runs its queries on other threads than the caller's.
    """

    name: str
    kind: Literal["positive", "silent"]
    topic: str
    run: Callable[[], object]
    fixed: Callable[[], object] | None = None
    populate: Callable[[int], None] | None = None
    expect: tuple[Expect, ...] = field(default=())
    state: Callable[[], object] | None = None
    grows: bool = False
    threads: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """The cases of one ORM with what it takes to run them.

    Attributes:
        empty: removes every row, so that the next case starts clean.
        statements: how many statements reached the database so far, in all threads.
    """

    orm: str
    cases: tuple[Case, ...]
    empty: Callable[[], None]
    statements: Callable[[], int]


def marked(kind: PlaceKind, case: Case, name: str | None) -> frozenset[Place]:
    """Return the lines marked for *case*; several when any of them is right."""
    return _markers().get((kind, name or case.name), frozenset())


def squeezed(code: str) -> str:
    """Return *code* without blanks and with one kind of quotes, to compare fragments."""
    return re.sub(r"\s+", "", code).replace("'", '"')


def holds_fix(expect: Expect, code: str) -> bool:
    """Say whether *code* has every fragment of one of the right fixes."""
    text = squeezed(code)
    right = [choice for choice in (expect.fix, *expect.any_of) if choice]
    return not right or any(
        all(squeezed(fragment) in text for fragment in choice) for choice in right
    )


@cache
def _markers() -> dict[tuple[str, str], frozenset[Place]]:
    found: dict[tuple[str, str], set[Place]] = {}
    for path in sorted(HERE.rglob("*")):
        if path.suffix in SOURCES and path != Path(__file__).resolve():
            for key, place in _markers_in(path):
                found.setdefault(key, set()).add(place)
    return {key: frozenset(places) for key, places in found.items()}


def _markers_in(path: Path) -> list[tuple[tuple[str, str], Place]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        ((kind, name), Place(str(path), number))
        for number, line in enumerate(lines, start=1)
        for comment in COMMENT.findall(line)
        for kind, name in MARK.findall(comment)
    ]
