"""A template's view: who renders it, where a name of its context is built."""

from __future__ import annotations

from nplusone_guard.capture.application import is_application
from nplusone_guard.frameworks.context_rows import ContextRows
from nplusone_guard.frameworks.named_rows import (
    rows_in_function,
    rows_in_response,
    rows_of_name,
)
from nplusone_guard.frameworks.template_names import NODE_CODE, RESPONSE_CODE, Trail

__all__ = ["rows_of_trail"]

# A view may render through functions of its own that hand the context on.
_MOST_ASKED = 4


def rows_of_trail(trail: Trail, *, is_collection: bool = False) -> ContextRows | None:
    """Return where the rows at the end of *trail* are built."""
    if trail.maker is not None:
        return rows_in_function(trail.maker, trail.root)
    outside = None if trail.frame is None else trail.frame.f_back
    asked = 0
    while outside is not None and asked < _MOST_ASKED:
        if outside.f_code is NODE_CODE:
            # A tag has rendered a template of its own, for what another gave it.
            trail.is_handed_on = True
            return None
        if outside.f_code is RESPONSE_CODE:
            return rows_in_response(outside.f_locals["self"], trail.root)
        if is_application(outside):
            asked += 1
            found = rows_of_name(outside, trail.root, is_collection=is_collection)
            if found is not None:
                return found
        outside = outside.f_back
    return _in_processors(trail)


def _in_processors(trail: Trail) -> ContextRows | None:
    engine = getattr(getattr(trail.context, "template", None), "engine", None)
    for processor in getattr(engine, "template_context_processors", ()):
        found = rows_in_function(processor, trail.root)
        if found is not None:
            return found
    return None
