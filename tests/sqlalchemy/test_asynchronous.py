from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import StaticPool, func, select, text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import selectinload

from nplusone_guard import Finding, NPlusOneError, guard
from nplusone_guard.sqlalchemy import guard_session
from tests.sqlalchemy.models import Author, Base, Book, Country, fill

Code = Callable[[AsyncSession], Awaitable[object]]


async def engine_with_rows() -> AsyncEngine:
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        await session.run_sync(fill)
    return engine


@asynccontextmanager
async def opened() -> AsyncIterator[AsyncSession]:
    engine = await engine_with_rows()
    async with AsyncSession(engine) as session:
        yield session
    await engine.dispose()


def findings_of(code: Code) -> list[Finding]:
    async def run() -> list[Finding]:
        async with opened() as session:
            async with guard_session(session, mode="collect") as watch:
                await code(session)
            return list(watch.report.findings)

    return asyncio.run(run())


async def awaited_get(session: AsyncSession) -> None:
    for key in (1, 2, 3):
        author = await session.get(Author, key)  # asks
        assert author is not None


async def awaited_attribute(session: AsyncSession) -> None:
    for book in (await session.scalars(select(Book))).all():
        author = await book.awaitable_attrs.author  # asks
        assert author.name


async def awaited_count(session: AsyncSession) -> None:
    for key in (1, 2, 3):
        query = select(func.count()).where(Book.author_id == key)
        await session.scalar(query)  # asks


async def awaited_text(session: AsyncSession) -> None:
    connection = await session.connection()
    for key in (1, 2, 3):
        query = text("SELECT name FROM author WHERE id = :id")
        await connection.execute(query, {"id": key})  # asks


async def awaited_commit(session: AsyncSession) -> None:
    for key in (1, 2, 3):
        session.add(Country(name=f"new {key}"))
        await session.commit()  # asks


async def inside_run_sync(session: AsyncSession) -> None:
    def read(session: object) -> list[str]:
        books = session.scalars(select(Book))  # type: ignore[attr-defined]
        return [book.author.name for book in books]  # asks

    await session.run_sync(read)


@pytest.mark.parametrize(
    ("code", "kind", "fix"),
    [
        (awaited_get, "get-per-row", "await session.scalars(select(Author)"),
        (awaited_attribute, "lazy-relation", "joinedload(Book.author)"),
        (awaited_count, "aggregate-per-row", "group_by(Book.author_id)"),
        (awaited_text, "raw-sql-per-row", "await connection.execute("),
        (awaited_commit, "write-per-row", "await session.commit()"),
        (inside_run_sync, "lazy-relation", "joinedload(Book.author)"),
    ],
)
def test_the_blame_is_the_awaiting_line(code: Code, kind: str, fix: str) -> None:
    (finding,) = findings_of(code)
    assert finding.kind == kind
    assert finding.loop is not None
    assert fix in finding.advice.code
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert lines[finding.blame.line - 1].endswith("# asks")


def test_harmless_code_is_silent() -> None:
    async def code(session: AsyncSession) -> None:
        query = select(Author).options(selectinload(Author.books))
        for author in await session.scalars(query):
            [book.title for book in author.books]
        async for book in await session.stream_scalars(select(Book)):
            assert book.title
        one = await session.get(Book, 1)
        assert one is not None
        await one.awaitable_attrs.author
        for page in (0, 2, 4):
            await session.scalars(select(Book).order_by(Book.id).limit(2).offset(page))

    assert findings_of(code) == []


def test_sessions_of_two_tasks_are_told_apart() -> None:
    async def run() -> tuple[int, int, int]:
        engine = await engine_with_rows()
        maker = async_sessionmaker(engine)

        async def read(keys: range) -> int:
            async with maker() as session:
                with guard_session(session, mode="collect") as watch:
                    for key in keys:
                        await session.get(Author, key)
                return watch.statements

        with guard("both", mode="collect") as both:
            one, two = await asyncio.gather(read(range(1, 3)), read(range(1, 4)))
        await engine.dispose()
        return one, two, both.statements

    assert asyncio.run(run()) == (2, 3, 5)


def test_every_async_way_to_name_a_session() -> None:
    async def run() -> list[int]:
        engine = await engine_with_rows()
        maker = async_sessionmaker(engine)
        scoped = async_scoped_session(maker, scopefunc=asyncio.current_task)
        counts = []
        async with maker() as session, engine.connect() as connection:
            everything = (session, scoped, maker, connection, engine)
            for named in everything:
                async with guard_session(named, mode="collect") as watch:
                    await session.get(Author, 1, populate_existing=True)
                    await scoped.get(Author, 1, populate_existing=True)
                    await connection.execute(text("SELECT 1"))
                counts.append(watch.statements)
        await scoped.remove()
        await engine.dispose()
        return counts

    assert asyncio.run(run()) == [1, 1, 2, 1, 3]


def test_raise_mode_raises_from_the_await() -> None:
    async def run() -> None:
        async with opened() as session:
            with pytest.raises(NPlusOneError, match="session.get"):
                async with guard_session(session, mode="raise"):
                    await awaited_get(session)
            assert await session.get(Author, 3) is not None

    asyncio.run(run())
