"""Belonging: whether a connection's statements are those of what the user named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from nplusone_guard.errors import ConfigError
from nplusone_guard.sqlalchemy.facade import is_async
from nplusone_guard.sqlalchemy.owners import is_in_use, session_of

__all__ = ["belongs_to"]

Accepts = Callable[[object], bool]


def belongs_to(named: Any, asker: str = "guard_session") -> Accepts:
    """Return the test that a connection has to pass; *asker* is who needs it.

    Raises:
        ConfigError: *named* is nothing that sends statements.
    """
    if isinstance(named, scoped_session) or is_async(named, "async_scoped_session"):
        return _of_registry(named.registry)
    if isinstance(named, sessionmaker):
        return _of_class(named.class_)
    if is_async(named, "async_sessionmaker"):
        return _of_class(
            named.kw.get("sync_session_class", named.class_.sync_session_class)
        )
    plain = _without_facade(named)
    if isinstance(plain, Session):
        return _of_session(plain)
    if isinstance(plain, Connection):
        return lambda connection: connection is plain
    if isinstance(plain, Engine):
        return lambda connection: _pool_of(connection) is plain.pool
    raise ConfigError(_what_is_wrong(named, asker))


def _without_facade(named: Any) -> Any:
    if is_async(named, "AsyncSession"):
        return named.sync_session
    if is_async(named, "AsyncConnection"):
        return named.sync_connection
    return named.sync_engine if is_async(named, "AsyncEngine") else named


def _of_session(session: Session) -> Accepts:
    def accepts(connection: object) -> bool:
        # Another ORM's connection in the same block is nobody's session.
        if not isinstance(connection, Connection):
            return False
        owner = session_of(connection)
        if owner is None:
            return is_in_use(session, connection)
        return owner is session

    return accepts


def _of_registry(registry: Any) -> Accepts:
    """Ask for the current session at each statement: `remove()` makes it another."""

    def accepts(connection: object) -> bool:
        if not registry.has():
            return False
        return _of_session(_without_facade(registry()))(connection)

    return accepts


def _of_class(wanted: type[Session]) -> Accepts:
    def accepts(connection: object) -> bool:
        if not isinstance(connection, Connection):
            return False
        return isinstance(session_of(connection), wanted)

    return accepts


def _pool_of(connection: Any) -> object:
    # engine.execution_options() gives another Engine around the same pool.
    return getattr(getattr(connection, "engine", None), "pool", None)


def _what_is_wrong(named: Any, asker: str) -> str:
    advice = (
        "a Session, AsyncSession, scoped_session, sessionmaker, Connection or Engine"
    )
    if isinstance(named, type):
        return f"{asker} needs {advice}, not the class {named.__name__}"
    return f"{asker} needs {advice}, not {type(named).__name__} ({named!r:.60})"
