"""Advice: which fix, spelled by the room whose ORM has to be written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nplusone_guard.advise.values import Advice, Advisor, OrmSpelling
from nplusone_guard.containment import contained

if TYPE_CHECKING:
    from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["Advice", "OrmSpelling", "advise"]


def advise(diagnosis: Diagnosis, spelling: OrmSpelling | None) -> Advice:
    """Return the fix for *diagnosis* in the words of its ORM."""
    if spelling is None:
        return _unspelled(diagnosis)
    advisor: Advisor = getattr(spelling, diagnosis.finding.kind.replace("-", "_"))
    advice = contained("write advice", advisor, diagnosis) or _unspelled(diagnosis)
    candidate = diagnosis.finding.candidate
    library = candidate.evidence.library
    if library and candidate.relation is None:
        return _beside_library(advice, library)
    if candidate.evidence.spawned is not None and not advice.patch:
        # What a task or a thread gives is awaited elsewhere, in whatever way.
        return replace(advice, certainty="unsure")
    return advice


def _beside_library(advice: Advice, library: str) -> Advice:
    """Return *advice* as a direction: the line that asked shows no query to rewrite.

    Nor can a call that may do more than ask be taken out of the loop.
    """
    return replace(
        advice,
        code="" if advice.kind == "reuse" else advice.code,
        text=f"{advice.text} It is {library} that asks: see what it offers for many.",
        certainty="unsure",
        patch="",
    )


def _unspelled(diagnosis: Diagnosis) -> Advice:
    """Say what to do where no room knows how to write it."""
    return Advice(
        kind="none",
        code="",
        text="Load the rows that the loop needs with one query before the loop.",
        place=None if diagnosis.origin is None else diagnosis.origin.span,
        certainty="unsure",
    )
