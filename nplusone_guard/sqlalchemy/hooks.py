"""SQLAlchemy's hooks: three listeners on all dialects, put there once.

They stand at `do_execute` and its kin, the last step before the driver, and not at
`before_cursor_execute`: one listener there makes SQLAlchemy prepare all eight events of
a connection for each statement, 5.6 % of the instructions of a `session.get` with no
scope open. At `do_execute` an idle hook costs 0.4 %.
"""

from __future__ import annotations

import sys
import time
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExecuteStyle

from nplusone_guard.capture.context import open_scopes, watching
from nplusone_guard.capture.observe import Seen, observe, settle
from nplusone_guard.capture.recognition import recognise
from nplusone_guard.capture.statement import Statement
from nplusone_guard.containment import contained
from nplusone_guard.sqlalchemy.databases import known_names, name_of
from nplusone_guard.sqlalchemy.flushes import is_another_row

__all__ = ["install_hooks", "uninstall_hooks"]

# In seconds: whole numbers of this size cost a third more.
_clock = time.perf_counter
_INSERTMANYVALUES = ExecuteStyle.INSERTMANYVALUES


def do_execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Let the open scopes, if any, see a statement that is about to run."""
    here = watching()
    if here is None:
        return False
    scope, _, is_all = here
    counted = None
    if is_all:
        counted = recognise(
            scope,
            statement,
            parameters,
            known_names.get(id(context.engine)) or name_of(context.engine),
            context.root_connection,
        )
    seen = () if counted else _observe(statement, parameters, context, False)
    dialect = context.dialect
    # Another listener may want to execute it. Not `len(listeners)`, a call in Python.
    listeners = dialect.dispatch.do_execute
    if len(listeners.parent_listeners) > 1 or listeners.listeners:
        return False
    started = _clock()
    try:
        dialect.do_execute(cursor, statement, parameters, context)
    finally:
        if counted is None:
            settle(seen, _clock() - started)
        else:
            counted.seconds += _clock() - started
    return True


def do_execute_no_params(cursor: Any, statement: str, context: Any) -> bool:
    """See a statement that is sent without any parameters."""
    if watching() is not None:
        _observe(statement, (), context, False)
    return False


def do_executemany(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """See a statement that is sent for many rows at once."""
    if watching() is not None:
        _observe(statement, (), context, True)
    return False


_LISTENERS = (do_execute, do_execute_no_params, do_executemany)


def install_hooks() -> None:
    """Listen to every dialect, of today and of tomorrow, under sync and async engines."""
    for listener in _LISTENERS:
        if not event.contains(Engine, listener.__name__, listener):
            event.listen(Engine, listener.__name__, listener)


def uninstall_hooks() -> None:
    """Stop listening."""
    for listener in _LISTENERS:
        if event.contains(Engine, listener.__name__, listener):
            event.remove(Engine, listener.__name__, listener)


def _observe(sql: str, parameters: Any, context: Any, many: bool) -> Seen:
    # The frames of SQLAlchemy from _execute_context inwards are never anybody's to
    # blame: two, and two more for a compiled statement.
    distance = 3 if context.compiled is None else 5
    frame = sys._getframe(distance + 1)
    connection = context.root_connection
    if context.isinsert or context.isupdate or context.isdelete:
        many = many or bool(contained("read a flush", _is_batch, context, frame, sql))
    statement = Statement(
        sql,
        parameters,
        many,
        "sqlalchemy",
        context.dialect.name,
        name_of(context.engine),
        connection,
        frame,
        distance,
    )
    return observe(open_scopes(), statement)


def _is_batch(context: Any, frame: FrameType, sql: str) -> bool:
    return context.execute_style is _INSERTMANYVALUES or is_another_row(frame, sql)
