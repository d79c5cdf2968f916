"""ASGI middleware: one scope for each HTTP request, to the end of what it started.

Pure ASGI, so that it stands in front of FastAPI, Starlette, Litestar and any other.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any

from nplusone_guard.api import guard
from nplusone_guard.capture.landmarks import Landmark, place
from nplusone_guard.config import Config, config_from_mapping
from nplusone_guard.frameworks.request_scope import scope_for

__all__ = ["NPlusOneGuardASGI"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_numbers = itertools.count()


class NPlusOneGuardASGI:
    """Watch each request: `app.add_middleware(NPlusOneGuardASGI, mode="log")`.

    The scope is named after the method and the path. It ends when the application has
    done all it does for the request: a streamed body to its last chunk, and the
    background tasks that run after the response. Websockets and the lifespan pass
    through.

    Args:
        app: the ASGI application.
        config: settings to start from; *options* are set on top of it.
        **options: any setting of `Config` (mode, threshold, exclude_paths, ...).

    Raises:
        ConfigError: an unknown option or a value that cannot work.
    """

    def __init__(
        self, app: Application, *, config: Config | None = None, **options: Any
    ) -> None:
        self.app = app
        self._config = config_from_mapping(options, start=config)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one connection, as the application does."""
        block = self._scope_of(scope)
        if block is None:
            await self.app(scope, receive, send)
        else:
            await self._guarded(block, next(_numbers), scope, receive, send)

    async def _guarded(
        self, block: guard, number: int, scope: Message, receive: Receive, send: Send
    ) -> None:
        block.open()
        try:
            await self.app(scope, receive, send)
        finally:
            block.close()

    def _scope_of(self, scope: Message) -> guard | None:
        if scope["type"] != "http":
            return None
        return scope_for(scope["method"], scope["path"], self._config)


def _number(frame: FrameType) -> int:
    """Tell two requests apart for a scope around both, such as that of a test."""
    number: int = frame.f_locals["number"]
    return number


place(NPlusOneGuardASGI._guarded, Landmark("boundary", key=_number))
