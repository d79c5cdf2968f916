"""Landmarks: library functions that the stack reader knows by their code object.

A room or a framework signs its landmarks in; the walk then tells an ORM's entry
point, a row-iterating library loop or a template tag from any other library frame.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from types import CodeType, FrameType
from typing import Any, Literal

from nplusone_guard.capture.expressions import Span

__all__ = [
    "Asker",
    "Entry",
    "Landmark",
    "Relation",
    "changes",
    "code_of",
    "files",
    "landmark_of",
    "place",
    "remove",
]

Role = Literal["entry", "row loop", "asker", "row asker", "boundary", "batch", "bridge"]


@dataclass(frozen=True, slots=True)
class Relation:
    """Which relation or column of which class was being loaded.

    Attributes:
        owner: the class that has the attribute ("Book").
        name: the attribute ("author").
        target: the class at the other end; empty for a column.
        direction: "forward", "reverse", "many-to-many", "one-to-one", "generic",
            "parent" or "column".
        is_to_many: a collection rather than one object.
        owner_tables: every table that a row of *owner* is read from.
        target_table: the table of *target*.
        key: the attribute that already holds the key ("author_id"), if any.
        is_recursive: both ends are the same class.
    """

    owner: str
    name: str
    target: str = ""
    direction: str = "forward"
    is_to_many: bool = False
    owner_tables: tuple[str, ...] = ()
    target_table: str = ""
    key: str = ""
    is_recursive: bool = False

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True)
class Entry:
    """How the ORM was asked for one statement, read from its live frames.

    Attributes:
        orm: the room's name ("django").
        operation: what was called, in the core's words: "lazy", "column", "get",
            "select", "first", "count", "exists", "aggregate", "contains", "insert",
            "update", "delete", "save", "upsert", "flush", "raw", "add".
        relation: the relation or column being loaded, where there is one.
        model: the class that was asked for ("Author").
        is_filtered: a related collection asked for with a filter, order or slice.
        is_batch: the ORM splits one call into several statements of its own accord.
        facts: plain strings that only the room's own spelling understands.
    """

    orm: str
    operation: str
    relation: Relation | None = None
    model: str = ""
    is_filtered: bool = False
    is_batch: bool = False
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str:
        """Return the fact called *name*, or an empty string."""
        return dict(self.facts).get(name, "")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, when that is a template tag or a field rather than a line of Python.

    Attributes:
        span: where the asker is written.
        framework: "template", "drf", "admin", ...
        attribute_path: the dotted path it follows from its row ("author.name").
        origin: where its rows are built, when the framework knows.
        origin_kind: what stands there ("queryset", "class", "context").
        facts: plain strings for the advice of that framework.
        loop: the list that it goes through itself, for a "row asker".
    """

    span: Span
    framework: str
    attribute_path: str = ""
    origin: Span | None = None
    origin_kind: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    loop: Span | None = None

    def fact(self, name: str) -> str:
        """Return the fact called *name*, or an empty string."""
        return dict(self.facts).get(name, "")


@dataclass(frozen=True, slots=True)
class Landmark:
    """What to do at one library function.

    Attributes:
        role: "entry" (read gives an Entry), "row loop" (a library loop over rows;
            read gives the Span of the loop), "asker" (read gives an Asker), "row
            asker" (both in one: read gives an Asker, with the loop), "batch"
            (the statements below belong together), "boundary" (the walk ends) or
            "bridge" (others wait for this frame; read gives them, innermost first).
        read: called with the live frame once something repeats; may return None.
        key: called with the live frame at every sighting; tells apart two uses of
            the same instruction, such as two template tags. Cheap and hashable. A row
            loop whose key is None, or begins with None, does not go round.
        row: for an entry that keeps what it loads: its variable that holds the row.
    """

    role: Role
    read: Callable[[FrameType], Any] | None = None
    key: Callable[[FrameType], Hashable] | None = None
    code: CodeType | None = field(default=None, compare=False)
    row: str = ""


# By id: hashing a code object hashes its bytecode. Landmark.code keeps it alive.
_landmarks: dict[int, Landmark] = {}
_changes = 0


def place(function: Any, landmark: Landmark) -> None:
    """Put *landmark* at *function*; a function without Python code is left out."""
    global _changes
    code = code_of(function)
    if code is None:
        return
    _landmarks[id(code)] = replace(landmark, code=code)
    _changes += 1


def remove(function: Any) -> None:
    """Take the landmark at *function* away."""
    global _changes
    code = code_of(function)
    if code is not None and _landmarks.pop(id(code), None) is not None:
        _changes += 1


def landmark_of(code: CodeType) -> Landmark | None:
    """Return the landmark at *code*, if there is one."""
    return _landmarks.get(id(code))


def files() -> set[str]:
    """Return the files that landmarks stand in."""
    return {mark.code.co_filename for mark in _landmarks.values() if mark.code}


def changes() -> int:
    """Return a number that grows whenever a landmark comes or goes."""
    return _changes


def code_of(function: Any) -> CodeType | None:
    """Return the code object that a frame of *function* executes."""
    for layer in _layers(function):
        code = getattr(layer, "__code__", None)
        if isinstance(code, CodeType):
            return code
    return None


def _layers(function: Any) -> Iterator[Any]:
    seen = 0
    while function is not None and seen < 10:
        yield function
        function = (
            getattr(function, "__func__", None)
            or getattr(function, "fget", None)
            or getattr(function, "func", None)
            or getattr(function, "__wrapped__", None)
        )
        seen += 1
