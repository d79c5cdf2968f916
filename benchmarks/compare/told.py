"""What a tool told about one run, brought to one form so that tools compare."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a file that a tool points at."""

    file: str
    line: int
    end_line: int

    def __str__(self) -> str:
        return f"{self.file.rpartition('/')[2]}:{self.line}"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a tool reported.

    Attributes:
        text: the whole message, for tools that give their fix in prose.
        fix: the code to write, where a tool has a field for it.
    """

    text: str
    code: str | None = None
    relation: str | None = None
    blame: Span | None = None
    loop: Span | None = None
    origin: Span | None = None
    fix: str = ""


class Tool(Protocol):
    """A guard under test.

    Attributes:
        name: as its package is called.
        package: its name on the package index, for its version.
        middleware: what gives each request a scope of its own; empty when nothing does.
        apps: what it wants in Django's INSTALLED_APPS; empty when nothing.
    """

    name: str
    package: str
    middleware: str
    apps: str

    def missing(self) -> str | None:
        """Return why the tool cannot run here, or None."""

    def watch(self, name: str) -> AbstractContextManager[Callable[[], list[Told]]]:
        """Watch a block; the callable gives what was told, once the block is over."""
