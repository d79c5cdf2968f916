"""Parts of a collection: relations that are queried anew for each parent."""

from __future__ import annotations

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, asked_in, before
from nplusone_guard.sqlalchemy.lookups import lookup
from nplusone_guard.sqlalchemy.statement_parts import conditions_of
from nplusone_guard.sqlalchemy.statement_rewrite import plural
from nplusone_guard.sqlalchemy.weaving import Weaving

__all__ = ["fetch_parts"]


def fetch_parts(diagnosis: Diagnosis) -> Advice | None:
    """One query for the children of all parents; None for an ordinary relationship.

    Dynamic and write-only relationships are no collections, so that no loader option
    can fill them.
    """
    candidate = diagnosis.finding.candidate
    entry, loop = candidate.evidence.entry, candidate.evidence.loop
    key = "" if entry is None else entry.fact("remote_key")
    if entry is None or not entry.fact("loading") or not key:
        return None
    asked = asked_in(diagnosis)
    weaving = Weaving.of(diagnosis, asked.keys) if asked.keys else None
    woven = None if weaving is None else weaving.fetched(asked, is_unique=False)
    if woven is not None:
        return woven
    target, attribute = key.split(".")
    row = target.lower()
    place = None if loop is None else loop.span
    conditions = ", ".join((f"{key}.in_({plural(key)})", *_own(asked)))
    rows = f"{asked.run}.scalars(select({target}).where({conditions}))"
    rows = f"({rows})" if asked.is_async else rows
    code = lookup("many", rows, row, f"{row}.{attribute}", row)
    return Advice(
        "fetch-together",
        code,
        f"{entry.relation} is {entry.fact('loading')}, so no loader option fills it: ask "
        f"once {before(place)} for the rows of all parents and look up in the loop.",
        place=place,
        certainty="likely",
        alternative=f"As an ordinary relationship, {entry.relation} could be loaded with "
        f"selectinload({entry.relation}.and_(...)).",
    )


def _own(asked: Asked) -> list[str]:
    """Return the author's own filters, as text."""
    return conditions_of(asked.statement) if asked.statement is not None else []
