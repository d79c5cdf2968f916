"""The Markdown format: for a pull request's comment, or to paste into an assistant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.gathering import Gathered, gathered
from nplusone_guard.report.patch import patch_for
from nplusone_guard.report.places import located
from nplusone_guard.report.unneeded import notes_of
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import advice_text, amount, headline, scopes_told

__all__ = ["markdown_text"]


def markdown_text(reports: Sequence[Report]) -> str:
    """Return every place once: where, how often, the query, the fix, what must stay."""
    found = [one for one in gathered(reports) if one.finding.accepted is None]
    accepted = sum(len(report.accepted) for report in reports)
    scopes = amount(len(reports), "scope")
    if not found:
        lines = ["## No N+1 queries", "", f"Watched: {scopes}."]
    else:
        places = amount(len(found), "place")
        lines = [f"## N+1 queries in {places}", "", f"Watched: {scopes}."]
    for number, one in enumerate(found, start=1):
        lines += ["", *_section(number, one)]
    if accepted:
        lines += ["", f"{amount(accepted, 'finding')} accepted with a reason."]
    notes = notes_of(reports)
    if notes:
        lines += [
            "",
            "Reasons to look at:",
            "",
            *(f"- {_text(note)}" for note in notes),
        ]
    return "\n".join(lines) + "\n"


def _section(number: int, one: Gathered) -> Iterator[str]:
    finding = one.finding
    yield f"### {number}. {finding.code} {_code(finding.relation or finding.kind)}"
    yield ""
    yield _text(headline(finding))
    yield ""
    yield f"- Asked at {_place(finding.blame)}"
    if finding.loop is not None:
        yield f"- Repeated by {_place(finding.loop)}"
    if finding.origin is not None:
        yield f"- The query to change: {_place(finding.origin)}"
    yield f"- Seen in {_code(scopes_told(one.scopes))}"
    yield ""
    yield "The query that repeats, its values taken out:"
    yield ""
    yield _fenced("sql", finding.shape)
    yield ""
    yield from _fix(finding)
    yield ""
    yield from _must_stay(finding)


def _fix(finding: Finding) -> Iterator[str]:
    advice = finding.advice
    yield f"**Fix** ({finding.certainty}): {_text(advice_text(finding))}"
    patch = patch_for(advice)
    if patch:
        yield ""
        yield _fenced("diff", patch)
    elif advice.code:
        yield ""
        if advice.place is not None:
            yield f"At {_place(advice.place)}:"
            yield ""
        yield _fenced("python", advice.code)
    if advice.alternative:
        yield ""
        yield f"Or: {_text(advice.alternative)}"


def _must_stay(finding: Finding) -> Iterator[str]:
    yield "**What must not change**"
    yield ""
    if finding.kind == "write-per-row":
        yield "- the rows written, and every value in them;"
        yield "- signals, defaults and checks that run for each row today;"
    else:
        yield "- the rows, their order and their number;"
        yield "- the values read from them, also where a related row is missing;"
    yield "- when the query runs: not earlier than its data exists, not at import time."


def _place(span: Span) -> str:
    place = _code(located(span))
    return f"{place}: {_code(span.expression)}" if span.expression else place


def _code(text: str) -> str:
    """Return *text* as inline code, whatever it contains."""
    line = " ".join(text.split())
    runs = re.findall("`+", line)
    ticks = "`" * (max(map(len, runs), default=0) + 1)
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{room}{line}{room}{ticks}"


def _fenced(language: str, text: str) -> str:
    runs = [len(run) for run in re.findall("`{3,}", text)]
    fence = "`" * (max(runs, default=2) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _text(text: str) -> str:
    """Return *text* with what Markdown or HTML would take for markup made harmless."""
    return re.sub(r"(?<![`\w])([*_<#|\[\]])", r"\\\1", " ".join(text.split()))
