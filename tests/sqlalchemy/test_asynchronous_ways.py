"""An awaited statement is known again by its frames, and by nothing less than them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from nplusone_guard import Watch, guard
from nplusone_guard.capture.known_ways import known_ways
from tests.sqlalchemy.models import Author
from tests.sqlalchemy.test_asynchronous import engine_with_rows

Work = Callable[[AsyncSession], Awaitable[object]]
_ROUNDS = 6


@pytest.fixture(autouse=True)
def _nothing_is_known() -> Iterator[None]:
    known_ways.clear()
    yield
    known_ways.clear()


async def ask(session: AsyncSession, key: int) -> None:
    await session.scalars(select(Author).where(Author.id == key))


async def in_a_loop(session: AsyncSession) -> None:
    for key in range(1, 8):
        await ask(session, key)


async def in_two_loops(session: AsyncSession) -> None:
    for key in range(1, 8):
        await ask(session, key)
    for key in range(1, 5):
        await ask(session, key)


async def in_straight_lines(session: AsyncSession) -> None:
    await ask(session, 1)
    await ask(session, 2)


async def in_a_task_each(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(ask(session, 1))


async def in_a_sync_loop(session: AsyncSession) -> None:
    def work(inner: Session) -> None:
        for key in range(1, 8):
            inner.scalars(select(Author).where(Author.id == key))

    await session.run_sync(work)


def watches(*works: Work) -> list[Watch]:
    """Do all *works*, each in a scope of its own, several times over."""

    async def run() -> list[Watch]:
        engine = await engine_with_rows()
        found = []
        for _ in range(_ROUNDS):
            for work in works:
                async with AsyncSession(engine) as session:
                    with guard(mode="collect") as watch:
                        await work(session)
                found.append(watch)
        await engine.dispose()
        return found

    return asyncio.run(run())


def counts(watch: Watch) -> list[int]:
    return sorted(finding.count for finding in watch.report.findings)


def is_known() -> bool:
    return any(
        known.way is not None and known.way.bridge is not None
        for known in known_ways.young.values()
    )


@pytest.mark.parametrize(
    ("work", "statements", "found"),
    [
        (in_a_loop, 7, [7]),
        (in_two_loops, 11, [11]),
        (in_straight_lines, 2, []),
        (in_a_task_each, 1, []),
    ],
)
def test_what_is_known_already_is_counted_the_same(
    work: Work, statements: int, found: list[int]
) -> None:
    for watch in watches(work):
        assert watch.statements == statements
        assert counts(watch) == found


def test_an_awaited_loop_is_known_by_its_frames() -> None:
    watches(in_a_loop)
    assert is_known()


def test_a_loop_inside_the_greenlet_is_known_without_a_bridge() -> None:
    for watch in watches(in_a_sync_loop):
        assert counts(watch) == [7]
    assert not is_known()


def test_one_helper_awaited_in_a_loop_and_in_straight_lines() -> None:
    for watch in watches(in_straight_lines, in_a_loop, in_straight_lines)[::3]:
        assert counts(watch) == []
    for watch in watches(in_straight_lines, in_a_loop)[1::2]:
        assert counts(watch) == [7]


def test_a_scope_inside_the_loop_is_not_repeated_by_it() -> None:
    async def run() -> list[Watch]:
        engine = await engine_with_rows()
        found = []
        async with AsyncSession(engine) as session:
            for key in range(1, 12):
                async with guard(mode="collect") as watch:
                    await ask(session, key)
                found.append(watch)
        await engine.dispose()
        return found

    for watch in asyncio.run(run()):
        assert watch.statements == 1
        assert counts(watch) == []


def test_tasks_with_scopes_of_their_own_take_turns() -> None:
    async def one(engine: AsyncEngine, rows: int) -> Watch:
        async with AsyncSession(engine) as session:
            with guard(mode="collect") as watch:
                for key in range(1, 1 + rows):
                    await ask(session, key)
                    await asyncio.sleep(0)
        return watch

    async def run() -> None:
        engine = await engine_with_rows()
        for _ in range(_ROUNDS):
            sizes = [2, 5, 1, 9]
            done = await asyncio.gather(*(one(engine, rows) for rows in sizes))
            assert [watch.statements for watch in done] == sizes
            assert [counts(watch) for watch in done] == [[2], [5], [], [9]]
        await engine.dispose()

    asyncio.run(run())
