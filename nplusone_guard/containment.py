"""Containment: the one place where an error of the guard's own stops.

The guard is a guest. What goes wrong inside it is counted, logged once per stage,
and the host goes on as if no guard were there.
"""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

__all__ = [
    "contain",
    "contained",
    "contained_errors",
    "forget_contained_errors",
]

_Arguments = TypeVarTuple("_Arguments")
_Result = TypeVar("_Result")

_counts: Counter[str] = Counter()


def contained(
    stage: str,
    function: Callable[[*_Arguments], _Result],
    *arguments: *_Arguments,
) -> _Result | None:
    """Return what *function* returns, or None when it fails with an ordinary error."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - the broad handler: a guest does no harm
        contain(stage, error)
        return None


def contain(stage: str, error: Exception) -> None:
    """Count *error*, and log it if it is the first of its *stage*."""
    try:
        _note(stage, error)
    except Exception:  # noqa: BLE001 - the host's logging, or no stack left
        pass


def contained_errors() -> dict[str, int]:
    """Return how many errors each stage has had in this process."""
    return dict(_counts)


def forget_contained_errors() -> None:
    """Start counting again from nothing, as tests do."""
    _counts.clear()


def _note(stage: str, error: Exception) -> None:
    _counts[stage] += 1
    if _counts[stage] == 1:
        # Not at import: logging.config.dictConfig switches off what exists by then.
        logging.getLogger("nplusone_guard").warning(
            "nplusone_guard failed while it tried to %s; your code is not affected. "
            "Please report this. Further failures of this kind are only counted.\n%s%s",
            stage,
            # Neither the error nor its frames, whose text and locals may hold values.
            "".join(traceback.format_tb(error.__traceback__)),
            type(error).__qualname__,
        )
