"""A patch: an advice as a unified diff against the file it is about."""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span, text_at
from nplusone_guard.capture.modules import lines_of, parsed
from nplusone_guard.report.inserting import inserted
from nplusone_guard.report.needed_imports import imports_for, with_imports
from nplusone_guard.report.places import shown

__all__ = ["Replacement", "patch_for", "replacements"]

_HEADER = re.compile(r"^(---|\+\+\+) ([ab])/(.*)$")
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")
# By the advice and the file's name in the diff, with the lines that each was made for.
_patches: dict[tuple[Advice, str], tuple[list[str], str]] = {}
_MOST_PATCHES = 256
# git and `patch` both know this line.
_NO_END = "\\ No newline at end of file\n"


def patch_for(advice: Advice, root: str | None = None) -> str:
    """Return a diff with paths from *root*, or nothing where none is safe.

    It is made only where the advice's place still reads as it did, what becomes of the
    file is Python, and every name in the new code is there or can be imported.
    """
    if advice.patch:
        return _with_paths(advice.patch, root)
    place = advice.place
    is_fix = bool(advice.code) and advice.certainty != "unsure"
    if place is None or not is_fix or not place.expression:
        return ""
    # To try a patch is to parse the whole file, and every report of a page wants it.
    lines, name = lines_of(place.file), shown(place.file, root).lstrip("/")
    known = _patches.get((advice, name))
    if known is None or known[0] is not lines:
        if len(_patches) >= _MOST_PATCHES:
            _patches.clear()
        known = _patches[advice, name] = (lines, _patch_at(place, advice, name))
    return known[1]


def _patch_at(place: Span, advice: Advice, name: str) -> str:
    old = _lines(place.file)
    position = (place.line, place.end_line, place.column, place.end_column)
    stands = text_at(old, position)
    if stands is None or place.expression is None:
        return ""
    code = _spread(stands, place.expression, advice.code)
    if code is None:
        return ""
    first, last = place.line - 1, place.end_line - 1
    before, after = old[first][: place.column], old[last][place.end_column :]
    stands_alone = not before.strip() and not after.partition("#")[0].strip()
    if not (stands_alone or _is_expression(advice.code)):
        return ""
    text = before + code + after
    new = [*old[:first], *text.splitlines(keepends=True), *old[last + 1 :]]
    if new == old or parsed("".join(new)) is None:
        return ""
    wanted = imports_for(advice.code, f"{advice.text} {advice.alternative}", old)
    if wanted is None:
        return ""
    new = with_imports(new, wanted)
    return _diff(old, new, name)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Whole lines of one file to take away and what to put there.

    Attributes:
        file: as the diff names it.
        line: the first line to take away, from 1.
        end_line: the line after the last one; the same as *line* for an insertion.
        text: the new lines.
    """

    file: str
    line: int
    end_line: int
    text: str


def replacements(patch: str) -> list[Replacement]:
    """Return the changes that *patch* makes, without the lines it only quotes."""
    found: list[Replacement] = []
    file, at, start = "", 0, 0
    added: list[str] = []
    for line in [*patch.splitlines(keepends=True), " "]:
        header, hunk = _HEADER.match(line), _HUNK.match(line)
        is_change = line[0] in "+-" and header is None
        if not is_change and (added or at > start):
            found.append(Replacement(file, start, at, "".join(added)))
            added = []
        if header is not None:
            file = header[3].strip() if header[2] == "b" else file
        elif hunk is not None:
            at = int(hunk[1]) + (hunk[2] == "0")
        elif line[0] == "-":
            at += 1
        elif line[0] == "+":
            added.append(line[1:])
        elif line[0] == " ":
            at += 1
        if not is_change:
            start = at
    return found


def _spread(stands: str, shown: str, code: str) -> str | None:
    """Return *code* over as many lines as *stands*; None where that is not *shown*."""
    is_spread = "\n" in stands
    whole = inserted(stands, shown, code) if is_spread else None
    return whole or (code if _words(stands) == _words(shown) else None)


def _is_expression(code: str) -> bool:
    # A statement in the middle of another can still parse: x = (y = z) does not, but
    # x = y = z does, and says something else.
    return parsed(f"({code}\n)") is not None


def _lines(file: str) -> list[str]:
    """Return the lines of *file*; the cache they come from ends the last one always."""
    lines = list(lines_of(file))
    if lines and _ends_open(file):
        lines[-1] = lines[-1].removesuffix("\n")
    return lines


def _ends_open(file: str) -> bool:
    try:
        with open(file, "rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) not in (b"\n", b"\r")
    except OSError:
        return False


def _with_paths(patch: str, root: str | None) -> str:
    lines = patch.splitlines(keepends=True)
    for number, line in enumerate(lines):
        header = _HEADER.match(line)
        if header is not None and header[3].strip():
            path = header[3].strip()
            name = shown(f"/{path}", root)
            if not name.startswith("/"):
                lines[number] = f"{header[1]} {header[2]}/{name}\n"
    return "".join(lines)


def _diff(old: list[str], new: list[str], name: str) -> str:
    parts = []
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        parts.append(line if line.endswith("\n") else f"{line}\n{_NO_END}")
    return "".join(parts)


def _words(text: str) -> str:
    return "".join(text.split())
