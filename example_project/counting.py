"""Counting the queries of a request without the guard, so that the demonstration can be checked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

HEADER = "x-queries"

# A list, because a worker thread gets a copy of the context: the list is shared, a
# number would not be.
_counter: ContextVar[list[int] | None] = ContextVar("queries", default=None)


def count_one() -> None:
    """Add a query to the request that is being answered, if there is one."""
    counter = _counter.get()
    if counter is not None:
        counter[0] += 1


class CountQueries:
    """ASGI middleware: the response says in a header how many queries it took."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        counter = [0]
        _counter.set(counter)

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                header = (HEADER.encode(), str(counter[0]).encode())
                message = {**message, "headers": [*message.get("headers", ()), header]}
            await send(message)

        await self.application(scope, receive, send_counted)


def count_django() -> None:
    """Count what Django sends through connections opened from now on."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_count_connection, dispatch_uid="count queries")


def _count_connection(connection: Any, **_: object) -> None:
    if _count_and_execute not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count_and_execute)


def _count_and_execute(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    count_one()
    return execute(sql, params, many, context)


def count_sqlalchemy() -> None:
    """Count what SQLAlchemy sends through any engine."""
    from sqlalchemy import Engine, event

    if not event.contains(Engine, "before_cursor_execute", _count_statement):
        event.listen(Engine, "before_cursor_execute", _count_statement)


def _count_statement(*_: object) -> None:
    count_one()
