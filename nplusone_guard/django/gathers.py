"""A gather: an await for several tasks, as many as there are rows or as are written out."""

from __future__ import annotations

import ast
from types import CodeType, FrameType

from nplusone_guard.capture.expressions import span_at
from nplusone_guard.diagnose.syntax import site_at

__all__ = ["mark_of"]

_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)

# Whether an await repeats is read from the source once. The code is kept: ids pass on.
_repeats: dict[tuple[int, int], tuple[CodeType, bool]] = {}
_MOST_REPEATS = 4096


def mark_of(frame: FrameType, number: object) -> object:
    """Return "all" where the await of *frame* repeats, or else the number of the task."""
    if number is None:
        return None
    key = (id(frame.f_code), frame.f_lasti)
    known = _repeats.get(key)
    if known is None:
        if len(_repeats) >= _MOST_REPEATS:
            _repeats.clear()
        known = _repeats[key] = (frame.f_code, _awaits_many(frame))
    return "all" if known[1] else ("task", number)


def _awaits_many(frame: FrameType) -> bool:
    """Say whether as many tasks are awaited as there are rows, judging by the source."""
    span = span_at(frame.f_code, frame.f_lasti)
    site = site_at(span)
    if site is None:
        return False
    for node in reversed(site.path):
        if isinstance(node, ast.AsyncWith):
            return any(isinstance(part, _LOOPS) for part in ast.walk(node))
        if isinstance(node, ast.stmt):
            return any(isinstance(part, ast.Starred) for part in ast.walk(node))
    return False
