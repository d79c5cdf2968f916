"""Spans: how to ask once for what lies within the bounds of each row of a loop.

Ranges may overlap and leave gaps, so no condition on a list of keys says the same. What
can be done depends on how many rows the whole span has, which the source does not tell.
"""

from __future__ import annotations

from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.values import Advice
from nplusone_guard.detect.ranges import is_range_of_row
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["ask_for_the_span"]

_NUMBERS = frozenset({"count", "exists", "aggregate", "contains"})


def ask_for_the_span(diagnosis: Diagnosis, joined: str) -> Advice | None:
    """Return the way to one query for all ranges; *joined* is how to leave it to SQL.

    None where something else than the bounds of a range differs.
    """
    candidate = diagnosis.finding.candidate
    if not is_range_of_row(candidate):
        return None
    variation = candidate.variation
    bounds = 0 if variation is None else len(variation.varying)
    is_number = candidate.operation in _NUMBERS
    if is_number and bounds == 1:
        return None  # a rank, which the rows' own query can tell
    text = (
        "Each row asks for what lies between its own bounds. Ask once before the loop for "
        "the whole span, from the lowest bound to the highest, in order of the column "
        "that is compared, and find each row's part in Python, with bisect or in one "
        f"pass. Or let the database match them: {joined}."
    )
    return direction(diagnosis, "annotate" if is_number else "fetch-together", text)
