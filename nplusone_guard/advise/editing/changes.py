"""One change to source text, and a file's text with changes made."""

from __future__ import annotations

import linecache
from dataclasses import dataclass

from nplusone_guard.capture.modules import lines_of

__all__ = ["Change", "changed", "current_lines"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: lines from 1, columns in characters."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    block: tuple[int, int]
    function: str


def current_lines(file: str) -> list[str]:
    """Return the lines of *file*, each with its end; a template's too."""
    lines = list(lines_of(file) or linecache.getlines(file))
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def changed(lines: list[str], changes: list[Change], first: int, last: int) -> str:
    """Return lines *first* to *last* with *changes* made, the last ones first."""
    starts = [0]
    for line in lines[first - 1 : last]:
        starts.append(starts[-1] + len(line))
    text = "".join(lines[first - 1 : last])
    ordered = sorted(enumerate(changes), key=lambda p: (p[1].start, p[0]), reverse=True)
    for _, change in ordered:
        begin = starts[change.start[0] - first] + change.start[1]
        end = starts[change.end[0] - first] + change.end[1]
        text = text[:begin] + change.text + text[end:]
    return text
