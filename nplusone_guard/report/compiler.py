"""A finding told as a good compiler tells an error: headline, source, carets, the fix."""

from __future__ import annotations

import unicodedata

from nplusone_guard.capture.expressions import Span, outline
from nplusone_guard.codes import CODES
from nplusone_guard.report.places import located, shown
from nplusone_guard.report.values import Finding
from nplusone_guard.report.wording import advice_text, amount, subject

__all__ = ["error_text", "finding_text", "short_path"]

_MOST_LINES = 4
_TAB = 4
_TITLES = {code.id: code.title for code in CODES}
_CERTAINTY = {
    "certain": "certain",
    "likely": "likely; check it against your code",
    "unsure": "a direction, not an edit",
}


def error_text(finding: Finding, scope: str) -> str:
    """Return the message of an NPlusOneError."""
    return f"{finding_text(finding)}\n\n  in scope {scope!r}"


def finding_text(finding: Finding) -> str:
    """Return *finding* as lines, ready for a terminal 88 columns wide."""
    lines = [*_headline(finding), *_place("asked here", finding.blame)]
    if finding.loop is not None:
        lines += _place("once for each round of", finding.loop)
    else:
        lines += [
            "",
            "  repeated from one and the same call stack; no loop can be seen",
        ]
    if finding.origin is not None and finding.origin != finding.blame:
        lines += _place("the query to change", finding.origin)
    lines += _advice(finding)
    lines += ["", "  to accept it, write at the end of one of these lines:"]
    lines += [f"      {_comment(finding)}"]
    return "\n".join(lines)


def _comment(finding: Finding) -> str:
    words = "nplusone: ok - why it is fine"
    is_template = (
        not finding.blame.file.endswith(".py") and finding.blame.file[:1] != "<"
    )
    return f"{{# {words} #}}" if is_template else f"# {words}"


def short_path(file: str) -> str:
    """Return *file* as seen from the current directory, if it lies below."""
    return shown(file)


def _headline(finding: Finding) -> list[str]:
    ran = amount(finding.count, "query", "queries")
    lines = [
        f"{finding.code} {subject(finding)}: {ran} instead of 1 "
        f"({finding.kind}, {finding.duration_ms:.1f} ms)"
    ]
    title = _TITLES.get(finding.code)
    return [*lines, f"  {title}"] if title else lines


def _place(label: str, span: Span) -> list[str]:
    lines = ["", f"  {label}: {located(span)}"]
    source = outline(span, context=0)
    if not source and span.expression:
        return [*lines, f"      {span.expression}"]
    width = len(str(span.end_line))
    for number, text in source[:_MOST_LINES]:
        lines.append(f"    {number:>{width}} | {text.expandtabs(_TAB)}")
        lines.append(f"    {' ' * width} | {_carets(span, number, text)}")
    hidden = len(source) - _MOST_LINES
    if hidden > 0:
        lines.append(f"    {' ' * width} | ... {amount(hidden, 'line')} more")
    return lines


def _carets(span: Span, number: int, text: str) -> str:
    start = span.column if number == span.line else len(text) - len(text.lstrip())
    end = span.end_column if number == span.end_line else len(text)
    before = _width(text[:start])
    return " " * before + "^" * max(1, _width(text[:end]) - before)


def _width(text: str) -> int:
    """Return how many columns of a terminal *text* takes from a line's beginning."""
    columns = 0
    for character in text.expandtabs(_TAB):
        if unicodedata.combining(character):
            continue
        is_wide = unicodedata.east_asian_width(character) in ("W", "F")
        columns += 2 if is_wide else 1
    return columns


def _advice(finding: Finding) -> list[str]:
    advice = finding.advice
    certainty = _CERTAINTY.get(finding.certainty, finding.certainty)
    lines = ["", f"  fix ({certainty}):", f"  {advice_text(finding)}"]
    if advice.code:
        if advice.place is not None and advice.place != finding.origin:
            lines += [f"  at {located(advice.place)}, write"]
        lines += [f"      {line}" for line in advice.code.splitlines()]
    if advice.alternative:
        lines.append(f"  or: {advice.alternative}")
    return lines
