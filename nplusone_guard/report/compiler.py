"""A finding told as a good compiler tells an error: headline, source, carets, the fix."""

from __future__ import annotations

import os

from nplusone_guard.capture.expressions import Span, outline
from nplusone_guard.report.values import Finding

__all__ = ["error_text", "finding_text"]


def error_text(finding: Finding, scope: str) -> str:
    """Return the message of an NPlusOneError."""
    return f"{finding_text(finding)}\n\n  in scope {scope!r}"


def finding_text(finding: Finding) -> str:
    """Return *finding* as lines, ready for a terminal 88 columns wide."""
    lines = [_headline(finding)]
    lines += _place("asked here", finding.blame)
    if finding.loop is not None:
        lines += _place("once for each row of", finding.loop)
    else:
        lines += ["  repeated from the same call stack; no loop can be seen"]
    if finding.origin is not None:
        lines += _place("the query to change", finding.origin)
    lines += _advice(finding)
    lines += [
        "",
        f'  to accept it: with ignore("why it is fine"), or allow=["{finding.relation or finding.code}"]',
    ]
    return "\n".join(lines)


def _headline(finding: Finding) -> str:
    subject = finding.relation or finding.blame.expression or finding.kind
    return (
        f"{finding.code} {subject}: {finding.count} queries instead of 1 "
        f"({finding.kind}, {finding.duration_ms:.1f} ms)"
    )


def _place(label: str, span: Span) -> list[str]:
    lines = ["", f"  {label}: {_short(span.file)}:{span.line} in {span.function}"]
    source = outline(span, context=0)
    if not source and span.expression:
        return [*lines, f"      {span.expression}"]
    width = len(str(span.end_line))
    for number, text in source[:4]:
        lines.append(f"    {number:>{width}} | {text}")
        lines.append(f"    {' ' * width} | {_carets(span, number, text)}")
    return lines


def _carets(span: Span, number: int, text: str) -> str:
    start = span.column if number == span.line else len(text) - len(text.lstrip())
    end = span.end_column if number == span.end_line else len(text)
    return " " * start + "^" * max(1, end - start)


def _advice(finding: Finding) -> list[str]:
    advice = finding.advice
    lines = ["", f"  fix ({finding.certainty}): {advice.text}"]
    if advice.code:
        lines += [f"      {line}" for line in advice.code.splitlines()]
    if advice.alternative:
        lines.append(f"  or: {advice.alternative}")
    return lines


def _short(file: str) -> str:
    relative = os.path.relpath(file) if os.path.isabs(file) else file
    return file if relative.startswith("..") else relative
