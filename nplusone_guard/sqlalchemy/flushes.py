"""A flush: one call that writes all changed rows, by as many statements as it takes.

The mapper groups the rows of a flush where it can. Where it cannot (an UPDATE that sets
other columns, a driver that cannot tell how many rows matched) it sends one statement
per row in a loop of its own, which nobody can move out of that flush.
"""

from __future__ import annotations

from types import CodeType, FrameType
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import persistence

from nplusone_guard.sqlalchemy.compat import code

__all__ = ["is_another_row"]

# Counted from the hook: the emitter calls Connection.execute right away.
_FARTHEST = 8

_EMITTERS: frozenset[CodeType] = frozenset(
    code(getattr(persistence, name))
    for name in (
        "_emit_insert_statements",
        "_emit_update_statements",
        "_emit_post_update_statements",
        "_emit_delete_statements",
    )
)
_EMITTER_IDS = frozenset(map(id, _EMITTERS))

_sent: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def is_another_row(frame: FrameType | None, sql: str) -> bool:
    """Say whether the flush on the stack has already sent this very statement."""
    for _ in range(_FARTHEST):
        if frame is None:
            return False
        if id(frame.f_code) in _EMITTER_IDS:
            return _was_sent(frame.f_locals.get("uowtransaction"), sql)
        frame = frame.f_back
    return False


def _was_sent(flush: Any, sql: str) -> bool:
    if flush is None:
        return False
    before = _sent.get(flush)
    if before is None:
        before = _sent[flush] = set()
    if sql in before:
        return True
    before.add(sql)
    return False
