"""Undoing on SQLAlchemy: sessions within one connection's transaction, rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import scoped_session

from nplusone_guard.errors import ConfigError

__all__ = ["undone"]

Sessions = Callable[[], Any]


def undone(
    factory: Callable[[], Any],
) -> Callable[[bool], AbstractAsyncContextManager[Sessions]]:
    """Return a block that gives sessions of *factory* whose writes are gone at its end.

    A session's own commit and rollback work as ever, on a savepoint.
    """

    @asynccontextmanager
    async def block(is_async: bool) -> AsyncIterator[Sessions]:
        first = _made(factory)
        if isinstance(first, AsyncSession):
            async with _asynchronous(first, factory) as sessions:
                yield sessions
        else:
            async with _plain(first, factory) as sessions:
                yield sessions

    return block


@asynccontextmanager
async def _plain(first: Any, factory: Sessions) -> AsyncIterator[Sessions]:
    bind = first.get_bind()
    first.close()
    connection = bind if isinstance(bind, Connection) else bind.connect()
    try:
        is_inside = connection.in_transaction()
        transaction = connection.begin_nested() if is_inside else connection.begin()
        _begin_on_sqlite(connection)
        try:
            yield lambda: _joined(_made(factory), connection)
        finally:
            if isinstance(factory, scoped_session):
                factory.remove()
            transaction.rollback()
    finally:
        if connection is not bind:
            connection.close()


@asynccontextmanager
async def _asynchronous(
    first: AsyncSession, factory: Sessions
) -> AsyncIterator[Sessions]:
    bind = first.bind
    await first.close()
    if bind is None or isinstance(bind, AsyncConnection):
        raise ConfigError(
            "session_factory has to make AsyncSessions that are bound to an AsyncEngine"
        )
    async with bind.connect() as connection:
        transaction = await connection.begin()
        await connection.run_sync(_begin_on_sqlite)
        try:
            yield lambda: _joined_asynchronously(factory(), connection)
        finally:
            await transaction.rollback()


def _made(factory: Sessions) -> Any:
    # A scoped_session goes on giving the session it has. A removed one gives a new one,
    # and that is what application code which uses the registry gets then, too.
    if isinstance(factory, scoped_session):
        factory.remove()
    return factory()


def _joined(session: Any, connection: Connection) -> Any:
    # After the fact rather than through the factory's arguments: a scoped_session or
    # a lambda takes none.
    session.bind = connection
    session.join_transaction_mode = "create_savepoint"
    return session


def _joined_asynchronously(session: Any, connection: AsyncConnection) -> Any:
    session.bind = connection
    assert connection.sync_connection is not None
    _joined(session.sync_session, connection.sync_connection)
    return session


def _begin_on_sqlite(connection: Connection) -> None:
    """Begin at once: Python's sqlite3 waits for the first write.

    Until then a savepoint would be the outermost transaction, and releasing it a commit.
    """
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if not getattr(driver, "in_transaction", True):
        connection.exec_driver_sql("BEGIN")
