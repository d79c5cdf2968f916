"""Django's hook: one execute wrapper on every connection, put there once."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper

from nplusone_guard.capture.context import open_scopes, watching
from nplusone_guard.capture.observe import Seen, observe, settle
from nplusone_guard.capture.recognition import recognise
from nplusone_guard.capture.statement import Statement
from nplusone_guard.containment import contained
from nplusone_guard.registry import install

__all__ = ["install_hooks", "uninstall_hooks", "watch_statement"]

# One signal is not enough: connections opened before the guard woke up never send it.
_SIGNAL_ID = "nplusone_guard"
# In seconds: whole numbers of this size cost a third more.
_clock = time.perf_counter
_WITH_WRAPPERS = CursorWrapper._execute_with_wrappers.__code__


def watch_statement(
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Run one statement; let the open scopes, if any, see it."""
    here = watching()
    if here is None:
        return execute(sql, params, many, context)
    scope, _, is_all = here
    connection = context["connection"]
    counted = None
    if is_all and not many and type(sql) is str:
        counted = recognise(scope, sql, params, connection.alias, connection)
    seen = () if counted else _observe(sql, params, many, connection)
    started = _clock()
    try:
        return execute(sql, params, many, context)
    finally:
        if counted is None:
            settle(seen, _clock() - started)
        else:
            counted.seconds += _clock() - started


def install_hooks() -> None:
    """Put the hook on the connections of today and of tomorrow."""
    connection_created.connect(_on_connection, dispatch_uid=_SIGNAL_ID)
    for connection in _existing():
        _add(connection)


def uninstall_hooks() -> None:
    """Take the hook off every connection and off the signal."""
    connection_created.disconnect(dispatch_uid=_SIGNAL_ID)
    for connection in _existing():
        while watch_statement in connection.execute_wrappers:
            connection.execute_wrappers.remove(watch_statement)


def _existing() -> list[Any]:
    """Return the connections of all threads and tasks.

    `connections` shows those of the caller's own thread or task alone, and a server's
    threads may have opened theirs before the first scope. The collector in turn shows
    nothing that `gc.freeze()` has put away, as servers do before they fork.
    """
    kinds = set(_with_subclasses(BaseDatabaseWrapper))
    living = [thing for thing in gc.get_referrers(*kinds) if type(thing) in kinds]
    return [*living, *connections.all(initialized_only=True)]


def _with_subclasses(kind: type) -> Iterator[type]:
    yield kind
    below: type
    for below in kind.__subclasses__():
        yield from _with_subclasses(below)


def _observe(sql: Any, params: Any, many: bool, connection: Any) -> Seen:
    install()  # what the first request imports: its views, their frameworks
    text = (
        sql if type(sql) is str else contained("read a text", _text_of, sql, connection)
    )
    frame, distance = _cursor_frame()
    statement = Statement(
        text or "",
        params,
        many,
        "django",
        connection.vendor,
        connection.alias,
        connection,
        frame,
        distance,
    )
    return observe(open_scopes(), statement)


def _cursor_frame() -> tuple[FrameType | None, int]:
    """Return Django's own cursor frame, past execute wrappers of the application.

    And how many frames it stands outside the hook's.
    """
    frame: FrameType | None = sys._getframe(3)
    distance = 1
    while frame is not None and frame.f_code is not _WITH_WRAPPERS:
        frame, distance = frame.f_back, distance + 1
    return frame, distance


def _text_of(sql: Any, connection: Any) -> str:
    """Return the text of a psycopg Composable, bytes or whatever the driver takes."""
    if isinstance(sql, bytes):
        return sql.decode(errors="replace")
    as_string = getattr(sql, "as_string", None)
    if as_string is not None:
        return str(as_string(connection.connection))
    return str(sql)


def _on_connection(connection: Any, **kwargs: Any) -> None:
    _add(connection)


def _add(connection: Any) -> None:
    # In front: `execute_wrapper()` ends by popping the last, whoever put it there, and
    # the guard may wake up inside such a block.
    if watch_statement not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch_statement)
