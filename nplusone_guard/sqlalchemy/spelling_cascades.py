"""Cascades: children that a delete loads parent by parent before it removes them."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.spelling_options import eager

__all__ = ["delete_together"]


def delete_together(diagnosis: Diagnosis) -> Advice | None:
    """passive_deletes=True where the database cascades; None where nothing is deleted."""
    entry, relation = diagnosis.finding.candidate.evidence.entry, diagnosis.relation
    if entry is None or relation is None or entry.fact("during") != "delete":
        return None
    mapping = f"relationship(..., passive_deletes=True) on {relation}"
    needs = (
        "" if entry.fact("cascades") else ', with ondelete="CASCADE" on its foreign key'
    )
    advice = eager(diagnosis)
    if entry.fact("cascades"):
        return Advice(
            "bulk-write",
            "passive_deletes=True",
            f"The database deletes the children itself: say {mapping}, and they are not "
            "loaded first.",
            place=None,
            certainty="likely",
            alternative=advice.code,
        )
    return replace(
        advice,
        text=f"{advice.text} A delete loads the children of each parent first.",
        alternative=f"Leave them to the database: {mapping}{needs}.",
    )
