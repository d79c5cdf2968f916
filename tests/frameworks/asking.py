"""A visitor: sends one request to an ASGI application and returns the answer."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

__all__ = ["ask"]


def ask(app: Any, path: str) -> httpx.Response:
    """Return the answer of *app* to `GET path`."""

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
            return await http.get(path)

    return asyncio.run(answer())
