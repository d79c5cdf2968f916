"""A comment that accepts a finding where it happens: `# nplusone: ok - reason`."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nplusone_guard.capture.expressions import Span

__all__ = ["Comment", "comments_at", "comments_in"]

# Python, Django's and Jinja's templates; HTML where nothing else is at hand.
_COMMENT = re.compile(r"(?:#|<!--)\s*nplusone\s*:\s*(?P<word>\w+)(?P<rest>.*)", re.I)
_END = re.compile(r"\s*(?:#\}|-->|\s#\s).*$")
_REASON = re.compile(r"^\s*[-\u2013\u2014:]\s*(?P<reason>.*?)\s*$")
_UNTIL = re.compile(r"(?:^|\s)until\s+(?P<day>\d\S*)$", re.I)
# In a longer one, such as a class, a comment further in is about something else.
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Comment:
    """One such comment.

    Attributes:
        reason: why, in words.
        until: the last day it counts.
        problem: why it does not count at all; empty for one that does.
    """

    file: str
    line: int
    reason: str = ""
    until: date | None = None
    problem: str = ""

    def has_expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.until is not None and today > self.until


def comments_at(span: Span) -> Iterator[Comment]:
    """Yield the comments on the lines of *span*, or on lines of their own above it."""
    lines = linecache.getlines(span.file)
    last = span.end_line if span.end_line - span.line < _MOST_LINES else span.line
    for number in range(span.line, min(last, len(lines)) + 1):
        comment = _comment(span.file, number, lines[number - 1])
        if comment is not None:
            yield comment
    above = span.line - 1
    if 1 <= above <= len(lines) and lines[above - 1].lstrip().startswith(_OPENINGS):
        comment = _comment(span.file, above, lines[above - 1])
        if comment is not None:
            yield comment


def comments_in(file: str) -> Iterator[Comment]:
    """Yield every such comment of *file*."""
    for number, line in enumerate(linecache.getlines(file), start=1):
        comment = _comment(file, number, line)
        if comment is not None:
            yield comment


_OPENINGS = ("#", "{#", "<!--")


def _comment(file: str, number: int, line: str) -> Comment | None:
    if number < 1:
        return None
    found = _COMMENT.search(line)
    if found is None:
        return None
    word = found["word"].lower()
    if word != "ok":
        problem = f"it says {word!r} where only 'ok' is known"
        return Comment(file, number, problem=problem)
    given = _REASON.match(_END.sub("", found["rest"].rstrip("\n")))
    reason = given["reason"] if given is not None else ""
    until = _UNTIL.search(reason)
    if until is None:
        return _with_reason(file, number, reason, None)
    try:
        day = date.fromisoformat(until["day"])
    except ValueError:
        problem = f"{until['day']!r} is not a date such as 2027-01-31"
        return Comment(file, number, problem=problem)
    return _with_reason(file, number, reason[: until.start()], day)


def _with_reason(file: str, line: int, reason: str, until: date | None) -> Comment:
    words = reason.strip(" -\u2013\u2014")
    if re.search(r"\w", words):
        return Comment(file, line, words, until)
    problem = "it gives no reason: write # nplusone: ok - why it is fine"
    return Comment(file, line, problem=problem)
