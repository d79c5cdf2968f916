"""Driving: a call of the interpreter's own that goes round and calls the application.

`sorted(rows, key=...)`, `map(...)` inside `list(...)` and `reduce(...)` have no frame, so
no loop is seen where they stand; equal stacks say that something goes round, and the
call says what.
"""

from __future__ import annotations

import ast
import functools
from collections import deque
from collections.abc import Iterable
from types import CodeType, FrameType, ModuleType
from typing import Any

from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.modules import expression_in

__all__ = ["driven_by"]

_BUILTINS: tuple[Any, ...] = (
    *(sorted, min, max, sum, any, all, list, tuple, set, frozenset, dict),
    *(map, filter, enumerate, zip, next, functools.reduce, deque),
)
_GO_ROUND = frozenset(map(id, _BUILTINS))
_METHODS = frozenset(
    {
        *("join", "sort", "extend", "update", "union", "intersection", "difference"),
        *("fromkeys", "issubset", "issuperset", "isdisjoint"),
    }
)


def driven_by(
    frames: Iterable[FrameType], entry: FrameType | None, is_loaded: bool
) -> LoopPlace | None:
    """Return the innermost call among *frames*, innermost first, that goes round.

    *entry* is the ORM's own frame. Where it *is_loaded* for a row, the call may have
    asked by itself: `map(attrgetter("author"), books)`.
    """
    inner = entry if is_loaded else None
    for frame in frames:
        if inner is not None and inner.f_back is frame:
            span = span_at(frame.f_code, frame.f_lasti)
            if _goes_round(span, frame, inner.f_code):
                return LoopPlace(span, "call", span)
        inner = frame
    return None


def _goes_round(span: Span, frame: FrameType, called: CodeType) -> bool:
    call = expression_in(span.expression or "")
    if not isinstance(call, ast.Call) or not call.args and not call.keywords:
        return False
    function = call.func
    if isinstance(function, ast.Name):
        return id(_named(frame, function.id)) in _GO_ROUND
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value
    module = _named(frame, owner.id) if isinstance(owner, ast.Name) else None
    if isinstance(module, ModuleType):
        return id(vars(module).get(function.attr)) in _GO_ROUND
    # A method of that name written in Python would have a frame of that name.
    return function.attr in _METHODS and called.co_name != function.attr


def _named(frame: FrameType, name: str) -> Any:
    for names in (frame.f_locals, frame.f_globals, frame.f_builtins):
        if name in names:
            return names[name]
    return None
