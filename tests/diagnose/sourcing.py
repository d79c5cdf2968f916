"""Source texts written to files, and places in them named by their text."""

from __future__ import annotations

import textwrap
from pathlib import Path

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.sources import Built, iterable_of_loop, trace


class Source:
    """A file with *text* in it; a place is named by a piece of text found in it once."""

    def __init__(self, folder: Path, text: str, name: str = "views.py") -> None:
        self.text = textwrap.dedent(text).lstrip("\n")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, encoding="utf-8")
        self.file = str(path)

    def place(self, piece: str) -> Span:
        assert self.text.count(piece) == 1, f"{piece!r} must stand there once"
        before, _, _ = self.text.partition(piece)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
        end = before + piece
        end_line = end.count("\n") + 1
        end_column = len(end) - end.rfind("\n") - 1
        return Span(self.file, line, end_line, column, end_column, "", piece)

    def traced(self, *callers: Span) -> Built | None:
        """Trace what the loop with the comment "# here" goes over."""
        lines = self.text.splitlines()
        (line,) = (n for n, text in enumerate(lines, 1) if text.endswith("# here"))
        iterable = iterable_of_loop(self.file, line)
        assert iterable is not None
        return trace(iterable, callers)
