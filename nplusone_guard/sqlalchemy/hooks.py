"""SQLAlchemy's hooks: three listeners on the Engine class, put there once."""

from __future__ import annotations

import sys
import time
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExecuteStyle

from nplusone_guard.capture.observe import observe, settle
from nplusone_guard.capture.scope import Scope, open_scopes
from nplusone_guard.capture.statement import Statement
from nplusone_guard.containment import contained
from nplusone_guard.sqlalchemy.databases import name_of
from nplusone_guard.sqlalchemy.flushes import is_another_row

__all__ = ["install_hooks", "uninstall_hooks"]

_INSERTMANYVALUES = ExecuteStyle.INSERTMANYVALUES
# The listener itself, _exec_single_context and _execute_context (or _cursor_execute
# and _execute_scalar) are never anybody's to blame.
_OWN_FRAMES = 4


def before_cursor_execute(
    conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> tuple[str, Any]:
    """Let the open scopes, if any, see a statement that is about to run."""
    scopes = open_scopes()
    if scopes:
        _observe(scopes, conn, statement, parameters, context, executemany)
    return statement, parameters


def after_cursor_execute(
    conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    """Add the time that the statement took."""
    _settle(context)


def handle_error(failure: Any) -> None:
    """Add the time of a statement that failed."""
    _settle(failure.execution_context)


# retval saves the wrapper that SQLAlchemy puts around a listener without it.
_LISTENERS: tuple[tuple[str, Any, bool], ...] = (
    ("before_cursor_execute", before_cursor_execute, True),
    ("after_cursor_execute", after_cursor_execute, False),
    ("handle_error", handle_error, False),
)


def install_hooks() -> None:
    """Listen to every engine, of today and of tomorrow, sync and async."""
    for name, listener, retval in _LISTENERS:
        if not event.contains(Engine, name, listener):
            event.listen(Engine, name, listener, retval=retval)


def uninstall_hooks() -> None:
    """Stop listening."""
    for name, listener, _ in _LISTENERS:
        if event.contains(Engine, name, listener):
            event.remove(Engine, name, listener)


def _observe(
    scopes: tuple[Scope, ...],
    conn: Any,
    sql: str,
    parameters: Any,
    context: Any,
    executemany: bool,
) -> None:
    frame = sys._getframe(_OWN_FRAMES)
    many = executemany or bool(contained("read a flush", _is_batch, context, frame, sql))
    name = name_of(conn.engine)
    statement = Statement(
        sql, parameters, many, "sqlalchemy", conn.dialect.name, name, conn
    )
    seen = observe(scopes, statement, frame)
    if context is not None:
        context._nplusone_guard = (seen, time.perf_counter_ns())


def _is_batch(context: Any, frame: FrameType, sql: str) -> bool:
    if context is None:
        return False
    if context.isinsert or context.isupdate or context.isdelete:
        return context.execute_style is _INSERTMANYVALUES or is_another_row(frame, sql)
    return False


def _settle(context: Any) -> None:
    watched = getattr(context, "_nplusone_guard", None)
    if watched is not None:
        ended = time.perf_counter_ns()
        context._nplusone_guard = None
        seen, started = watched
        settle(seen, ended - started)
