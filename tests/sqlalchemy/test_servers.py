"""The room on PostgreSQL and MariaDB, through the drivers people use there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, selectinload

from nplusone_guard import Finding, guard
from nplusone_guard.sqlalchemy import guard_session
from tests.databases import MARIADB, POSTGRES, address
from tests.sqlalchemy.models import Author, Base, Book, Country, fill

DRIVERS = {
    "psycopg": (POSTGRES, "postgresql+psycopg"),
    "pymysql": (MARIADB, "mariadb+pymysql"),
}
ASYNC_DRIVERS = {
    "asyncpg": (POSTGRES, "postgresql+asyncpg"),
    "psycopg": (POSTGRES, "postgresql+psycopg"),
}
# Several runs may share one server.
NAME = f"nplusone_guard_sqlalchemy_{os.getpid()}"


@contextmanager
def database(variable: str, driver: str) -> Iterator[URL]:
    """Create an empty database of our own, yield its URL, and drop it."""
    url = make_url(address(variable))
    sync = "postgresql+psycopg" if variable == POSTGRES else driver
    server = create_engine(url.set(drivername=sync), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {NAME}"))
        connection.execute(text(f"CREATE DATABASE {NAME}"))
        try:
            yield url.set(drivername=driver, database=NAME)
        finally:
            connection.execute(text(f"DROP DATABASE {NAME}"))
    server.dispose()


def sized(base: type[Base]) -> None:
    """Give every string a length: MariaDB asks for one."""
    for table in base.metadata.tables.values():
        for column in table.columns:
            if hasattr(column.type, "length") and column.type.length is None:
                column.type.length = 50


@pytest.fixture(params=DRIVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Engine]:
    sized(Base)
    with database(*DRIVERS[request.param]) as url:
        engine = create_engine(url)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            fill(session)
        yield engine
        engine.dispose()


def slow(session: Session) -> None:
    for book in session.scalars(select(Book)).all():
        book.author
    for key in (1, 2, 3):
        session.execute(text("SELECT name FROM author WHERE id = :id"), {"id": key})
    for n in range(3):
        session.add(Country(name=f"new {n}"))
        session.flush()


def fixed(session: Session) -> None:
    for author in session.scalars(select(Author).options(selectinload(Author.books))):
        [book.title for book in author.books]
    session.execute(text("SELECT name FROM author WHERE id IN (1, 2, 3)"))
    session.add_all([Country(name=f"new {n}") for n in range(3)])
    session.flush()
    for author in session.scalars(select(Author)):
        author.name += "!"
    session.commit()


KINDS = ["lazy-relation", "raw-sql-per-row", "write-per-row"]


def test_a_server_of_its_own(server: Engine) -> None:
    with Session(server) as session:
        with guard_session(session, mode="collect") as watch:
            slow(session)
        session.rollback()
    assert [finding.kind for finding in watch.report.findings] == KINDS
    assert watch.report.findings[0].databases[0].startswith(NAME)
    raw = watch.report.findings[1].advice.code
    assert "ids" in raw
    with Session(server) as session, guard("fixed", mode="collect") as watch:
        fixed(session)
    assert watch.report.findings == ()


@pytest.mark.parametrize("driver", ASYNC_DRIVERS)
def test_an_async_driver(driver: str) -> None:

    async def run(url: URL) -> list[Finding]:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as session:
            await session.run_sync(fill)
            async with guard_session(session, mode="collect") as watch:
                for key in (1, 2, 3):
                    await session.get(Author, key)
                await session.run_sync(fixed)
        await engine.dispose()
        return list(watch.report.findings)

    with database(*ASYNC_DRIVERS[driver]) as url:
        (finding,) = asyncio.run(run(url))
    assert finding.kind == "get-per-row"
    assert finding.blame.expression == "await session.get(Author, key)"
