"""What is not needed any more: reasons to accept that accepted nothing in a whole run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date

from nplusone_guard.report.accepted import comment_of
from nplusone_guard.report.comments import Comment, comments_in
from nplusone_guard.report.places import shown
from nplusone_guard.report.values import Report

__all__ = ["notes_of", "unneeded_comments"]

_SUFFIXES = (".py", ".html", ".htm", ".jinja", ".jinja2", ".j2", ".txt", ".xml")


def notes_of(reports: Iterable[Report]) -> list[str]:
    """Return the notes of *reports*, each once.

    An `ignore` that accepted nothing in one scope is left out where another scope
    needed it.
    """
    reports = list(reports)
    used = {finding.accepted for report in reports for finding in report.accepted}
    needed = [f"ignore({reason!r}" for reason in used]
    notes = dict.fromkeys(note for report in reports for note in report.notes)
    return [
        note
        for note in notes
        if "accepted nothing" not in note or not note.startswith(tuple(needed))
    ]


def unneeded_comments(
    reports: Iterable[Report], folders: Iterable[str], today: date | None = None
) -> list[str]:
    """Return a line for each comment below *folders* that accepted nothing.

    *reports* must be those of everything that can run, a whole test suite's.
    """
    today = today or date.today()
    used: set[tuple[str, int]] = set()
    for report in reports:
        for finding in report.accepted:
            comment = comment_of(finding, today)
            if comment is not None:
                used.add(_place(comment))
    found = (comment for file in _files(folders) for comment in comments_in(file))
    return [
        f"{shown(comment.file)}:{comment.line}: {_why(comment, today)}"
        for comment in found
        if _place(comment) not in used
    ]


def _place(comment: Comment) -> tuple[str, int]:
    return os.path.realpath(comment.file), comment.line


def _why(comment: Comment, today: date) -> str:
    if comment.problem:
        return f"accepts nothing: {comment.problem}"
    if comment.until is not None and comment.has_expired(today):
        return f"expired on {comment.until.isoformat()}: {comment.reason}"
    return f"was never needed: {comment.reason}"


def _files(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        if os.path.isfile(folder):
            yield os.path.abspath(folder)
        for parent, inner, names in os.walk(folder):
            inner[:] = sorted(
                n for n in inner if not n.startswith((".", "__pycache__"))
            )
            for name in sorted(names):
                if name.endswith(_SUFFIXES):
                    yield os.path.abspath(os.path.join(parent, name))
