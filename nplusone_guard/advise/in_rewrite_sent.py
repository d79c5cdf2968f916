"""The IN rewrite of what a candidate sent: its text, and which of its values varied."""

from __future__ import annotations

from nplusone_guard.advise.in_rewrite import (
    Caller,
    Rewrite,
    differing_literals,
    rewrite_in,
)
from nplusone_guard.capture.parameters import Variation
from nplusone_guard.detect.values import Candidate

__all__ = ["rewrite_sent", "varying_parameters"]


def rewrite_sent(
    candidate: Candidate,
    *,
    caller: Caller,
    receiver: str | None = None,
    is_async: bool = False,
    source: str | None = None,
) -> Rewrite:
    """Return the rewrite of what *candidate* sent, as *source* where that is known."""
    template, dialect = candidate.template, candidate.dialect
    literals: tuple[int, ...] = ()
    if source is None and template is None:
        refused = "Its values never differed, so nobody can tell which is the key."
        return Rewrite("", (), "", refused)
    if source is None and template is not None:
        literals = differing_literals(template.text, template.changed, dialect)
    parameters = varying_parameters(candidate.variation)
    return rewrite_in(
        source or (template.text if template is not None else ""),
        dialect=dialect,
        varying=parameters or (() if literals else None),
        varying_literals=literals or None,
        caller=caller,
        receiver=receiver,
        is_async=is_async,
    )


def varying_parameters(variation: Variation | None) -> frozenset[int]:
    """Return which placeholders differed, counted as the rewrite counts them.

    A name counts once, where it first appears; a number is its own place.
    """
    if variation is None or not variation.is_known:
        return frozenset()
    every = sorted(
        (place, name)
        for slot in (*variation.varying, *variation.constant)
        for place, name in _placed(slot.parameters, slot.names)
    )
    names = list(dict.fromkeys(name for _, name in every if name))
    return frozenset(
        int(name) - 1 if name.isdigit() else names.index(name) if name else place
        for slot in variation.varying
        for place, name in _placed(slot.parameters, slot.names)
    )


def _placed(places: tuple[int, ...], names: tuple[str, ...]) -> list[tuple[int, str]]:
    known = names if len(names) == len(places) else ("",) * len(places)
    return list(zip(places, known, strict=True))
