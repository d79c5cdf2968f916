"""Counting belongs to one request, also when it works in another thread."""

from __future__ import annotations

import asyncio
from typing import Any

from example_project.counting import HEADER, CountQueries, count_one


async def application(scope: Any, receive: Any, send: Any) -> None:
    for _ in range(scope["queries"]):
        await asyncio.to_thread(count_one)
    await send({"type": "http.response.start", "headers": []})


async def counted(queries: int) -> int:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "queries": queries}
    await CountQueries(application)(scope, None, send)
    return int(dict(sent[0]["headers"])[HEADER.encode()])


async def test_a_request_counts_its_own_queries():
    assert await counted(3) == 3


async def test_requests_side_by_side_do_not_mix():
    assert await asyncio.gather(counted(2), counted(0), counted(5)) == [2, 0, 5]


def test_a_query_outside_any_request_is_not_counted():
    count_one()
    assert asyncio.run(counted(1)) == 1
