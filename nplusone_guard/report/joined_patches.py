"""Joined patches: two diffs that touch the same lines, made into one."""

from __future__ import annotations

import ast
import difflib
import os
from collections.abc import Iterable
from dataclasses import replace

from nplusone_guard.advise.editing.changes import current_lines
from nplusone_guard.capture.modules import parsed, tree_of
from nplusone_guard.report.joined_code import joined_code
from nplusone_guard.report.patch import Replacement, replacements

__all__ = ["diff_of", "joined_patch"]


def joined_patch(one: str, other: str) -> str | None:
    """Return what both diffs do as one; None where they contradict each other.

    Both have their files named from the root.
    """
    joined = [_shifted(change) for change in replacements(one)]
    for change in map(_shifted, replacements(other)):
        if not _take_in(joined, change):
            return None
    return diff_of(joined)


def _shifted(change: Replacement) -> Replacement:
    """Return an insertion at the first place where it comes to the same."""
    lines, text = (
        current_lines(f"/{change.file}"),
        change.text.splitlines(keepends=True),
    )
    line = change.line
    while line == change.end_line and line > 1 and text[-1] == lines[line - 2]:
        text, line = [text[-1], *text[:-1]], line - 1
        change = Replacement(change.file, line, line, "".join(text))
    return change


def _take_in(changes: list[Replacement], new: Replacement) -> bool:
    touched = [old for old in changes if _touches(old, new)]
    if not touched:
        changes.append(new)
        return True
    if touched == [new]:
        return True
    if len(touched) > 1:
        return False
    both = _both(touched[0], new)
    if both is None:
        return False
    changes[changes.index(touched[0])] = both
    return True


def _touches(one: Replacement, other: Replacement) -> bool:
    if one.file != other.file:
        return False
    # What is added right behind or before other lines may belong to what is done to them.
    is_added = one.line == one.end_line or other.line == other.end_line
    if is_added:
        return one.line <= other.end_line and other.line <= one.end_line
    return one.line < other.end_line and other.line < one.end_line


def _both(one: Replacement, other: Replacement) -> Replacement | None:
    is_added = [change.line == change.end_line for change in (one, other)]
    if all(is_added):
        if _is_imports(one.text) and _is_imports(other.text):
            lines = [*one.text.splitlines(), *other.text.splitlines()]
            text = "".join(f"{line}\n" for line in dict.fromkeys(lines))
            return replace(one, text=text)
        text_of_both = joined_code(one.text, other.text)
        return None if text_of_both is None else replace(one, text=text_of_both)
    if any(is_added):
        return None
    if (one.line, one.end_line) == (other.line, other.end_line):
        text_of_both = joined_code(one.text, other.text)
        if text_of_both is not None:
            return replace(one, text=text_of_both)
    around = _statement(one, other)
    if around is None:
        return None
    first, last = around
    one, other = _widened(one, first, last), _widened(other, first, last)
    text_of_both = joined_code(one.text, other.text) or _spliced(one, other)
    return None if text_of_both is None else replace(one, text=text_of_both)


def _spliced(one: Replacement, other: Replacement) -> str | None:
    """Make both changes where they are at different words of the statement."""
    lines = current_lines(f"/{one.file}")
    old = "".join(lines[one.line - 1 : one.end_line - 1])
    first, second = sorted([_words(old, one.text), _words(old, other.text)])
    if first[1] > second[0]:
        return None
    between = old[first[1] : second[0]]
    return old[: first[0]] + first[2] + between + second[2] + old[second[1] :]


def _words(old: str, new: str) -> tuple[int, int, str]:
    """Return from where to where *new* differs from *old*, and what it has there."""
    start = len(os.path.commonprefix([old, new]))
    rest = [old[start:][::-1], new[start:][::-1]]
    end = len(os.path.commonprefix(rest))
    return start, len(old) - end, new[start : len(new) - end]


def _is_imports(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return all(line.startswith(("from ", "import ")) for line in lines)


def _statement(one: Replacement, other: Replacement) -> tuple[int, int] | None:
    """Return the first line of the statement around both and the line behind its last.

    Of a statement that has others inside, only its head counts.
    """
    first, last = min(one.line, other.line), max(one.end_line, other.end_line)
    found = None
    tree = tree_of(f"/{one.file}")
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.stmt) or node.lineno > first:
            continue
        body = getattr(node, "body", None)
        end = body[0].lineno if body else (node.end_lineno or 0) + 1
        if last <= end:
            found = node.lineno, end
    return found


def _widened(change: Replacement, first: int, last: int) -> Replacement:
    lines = current_lines(f"/{change.file}")
    before = "".join(lines[first - 1 : change.line - 1])
    after = "".join(lines[change.end_line - 1 : last - 1])
    text = before + change.text + after
    return Replacement(change.file, first, last, text)


def diff_of(changes: Iterable[Replacement]) -> str | None:
    """Return *changes* as one diff; None where a file would be no Python."""
    by_file: dict[str, list[Replacement]] = {}
    for change in changes:
        by_file.setdefault(change.file, []).append(change)
    parts: list[str] = []
    for file, own in by_file.items():
        old = current_lines(f"/{file}")
        new = list(old)
        for change in sorted(own, key=lambda each: each.line, reverse=True):
            added = change.text.splitlines(keepends=True)
            new[change.line - 1 : change.end_line - 1] = added
        if file.endswith(".py") and parsed("".join(new)) is None:
            return None
        parts += difflib.unified_diff(old, new, f"a/{file}", f"b/{file}")
    return "".join(parts)
