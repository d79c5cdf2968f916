"""Wording: the sentences that every format shares."""

from __future__ import annotations

from nplusone_guard.report.places import shown
from nplusone_guard.report.values import Finding

__all__ = ["advice_text", "amount", "headline", "scopes_told", "subject"]

_MOST_SCOPES = 5


def subject(finding: Finding) -> str:
    """Return what *finding* is about in a word: the relation, or what asked."""
    return finding.relation or finding.blame.expression or finding.kind


def amount(number: int, word: str, plural: str = "") -> str:
    """Return "1 query" or "2 queries"."""
    return f"{number} {word if number == 1 else plural or word + 's'}"


def headline(finding: Finding) -> str:
    """Return one sentence: how many statements, from what, and how long they took."""
    what = amount(finding.count, "query", "queries")
    return (
        f"{subject(finding)}: {what} where one would do ({finding.duration_ms:.1f} ms)."
    )


def scopes_told(scopes: tuple[str, ...]) -> str:
    """Return the names of *scopes*, the first few in words and the rest as a number."""
    named = ", ".join(scopes[:_MOST_SCOPES])
    rest = len(scopes) - _MOST_SCOPES
    return f"{named} and {rest} more" if rest > 0 else named


def advice_text(finding: Finding) -> str:
    """Return what the advice says, with the paths in it as a reader would write them."""
    text = finding.advice.text
    places = (finding.advice.place, finding.origin, finding.loop, finding.blame)
    for file in {place.file for place in places if place is not None}:
        text = text.replace(file, shown(file))
    return text
