"""The smallest ASGI application there is, for the tests of the servers."""

from __future__ import annotations

from typing import Any


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer nothing: the tests only look whether the port is open."""
