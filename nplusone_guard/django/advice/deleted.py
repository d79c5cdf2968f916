"""Deleted rows: what the admin shows by its text before it deletes, and collects itself."""

from __future__ import annotations

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.models import model_of

__all__ = ["say_less_of_deleted"]

_TEXT = "get_deleted_objects.<locals>.format_callback"


def say_less_of_deleted(diagnosis: Diagnosis) -> Advice | None:
    """Say to let __str__ ask for less; None where no row is listed to be deleted."""
    candidate = diagnosis.finding.candidate
    relation = diagnosis.relation
    if relation is None or all(
        step.code.co_qualname != _TEXT for step in candidate.path
    ):
        return None
    owner = model_of(candidate.evidence.entry, "owner")
    name = relation.owner if owner is None else owner.__name__
    return Advice(
        "none",
        "",
        "The admin's page before a deletion shows each row that would go by its text, and "
        "collects what goes with a row by itself, where no query of yours can load "
        f"{relation}. Let the __str__ of {name} say what is on its own row"
        + (f", such as {relation.key}." if relation.key else "."),
        place=candidate.evidence.blame,
        certainty="unsure",
        alternative="Where they are rows that are chosen in the list for an action, the "
        "list's own query gives them: list_select_related, or get_queryset().",
    )
