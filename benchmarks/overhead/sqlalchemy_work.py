"""The work on SQLAlchemy: each function does a number of rounds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    AsyncAdaptedQueuePool,
    ForeignKey,
    StaticPool,
    create_engine,
    select,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
)

from benchmarks.overhead.tools import Scope

_DEPTH = 25
_TASKS = 1_000
_engines: list[Any] = []


class Base(DeclarativeBase):
    """The tables measured on."""


class Author(Base):
    """Who wrote a book."""

    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str]
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    """A book, each by an author of its own."""

    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    pages: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")


def _fill(session: Session, rows: int) -> None:
    for number in range(rows):
        author = Author(name=f"author {number}", country="de")
        session.add(Book(title=f"book {number}", pages=number, author=author))
    session.commit()


def prepare(rows: int = 200) -> None:
    """Make a database in memory with *rows* books."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        _fill(session, rows)
    _engines[:] = [engine]


def deep(frames: int, work: Callable[[], object]) -> object:
    """Do *work* from *frames* frames further in, as it is done below middleware."""
    return deep(frames - 1, work) if frames else work()


def gets(scope: Scope, rounds: int) -> None:
    """One scope, one `Session.get` per round: the loop is proven and goes on."""
    with Session(_engines[0]) as session:

        def work() -> None:
            for number in range(rounds):
                session.get(Book, 1 + number % 100)
                session.expunge_all()

        with scope():
            deep(_DEPTH, work)


def requests(scope: Scope, rounds: int) -> None:
    """One scope and session per round, thirty statements with nothing in common."""
    from benchmarks.overhead.thirty_sqlalchemy import thirty

    for _ in range(rounds):
        with scope(), Session(_engines[0]) as session:

            def work(session: Session = session) -> None:
                thirty(session)

            deep(_DEPTH, work)


def loops(scope: Scope, rounds: int, rows: int = 100) -> None:
    """One scope per round with a statement for each of *rows* rows, found and told."""
    for _ in range(rounds):
        with scope(), Session(_engines[0]) as session:

            def work(session: Session = session) -> None:
                for book in session.scalars(select(Book).limit(rows)):
                    book.author.name

            deep(_DEPTH, work)


def core(scope: Scope, rounds: int) -> None:
    """One scope, one statement of SQLAlchemy Core per round."""
    table: Any = Book.__table__
    with _engines[0].connect() as connection:

        def work() -> None:
            for number in range(rounds):
                statement = select(table).where(table.c.id == 1 + number % 100)
                connection.execute(statement).all()

        with scope():
            deep(_DEPTH, work)


def asynchronous(scope: Scope, rounds: int) -> None:
    """One scope, one `AsyncSession.get` per round."""
    asyncio.run(_asynchronous(scope, rounds))


async def _asynchronous(scope: Scope, rounds: int) -> None:
    from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        await session.run_sync(_fill, 100)
        with scope():
            await _deep(_DEPTH, session, rounds)
    await engine.dispose()


async def _deep(frames: int, session: Any, rounds: int) -> None:
    if frames:
        return await _deep(frames - 1, session, rounds)
    for number in range(rounds):
        await session.get(Book, 1 + number % 100)
        session.expunge_all()


def tasks(scope: Scope, rounds: int) -> None:
    """1,000 tasks at once, each with a session and a scope of three statements."""
    asyncio.run(_at_once(scope, rounds))


async def _at_once(scope: Scope, rounds: int) -> None:
    from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

    engine = create_async_engine(
        "sqlite+aiosqlite:///file:shelf?mode=memory&cache=shared&uri=true",
        poolclass=AsyncAdaptedQueuePool,
        pool_size=4,
        max_overflow=0,
        pool_timeout=3_600,
    )

    async def work(number: int) -> None:
        with scope():
            async with AsyncSession(engine) as session:
                await session.get(Book, 1 + number % 100)
                await session.get(Author, 1 + number % 100)
                await session.scalars(select(Book).where(Book.title == "book 7"))

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(connection) as session:
            await session.run_sync(_fill, 100)
    for _ in range(rounds):
        await asyncio.gather(*(work(number) for number in range(_TASKS)))
    await engine.dispose()


WORK = {
    "sqlalchemy-get": gets,
    "sqlalchemy-request": requests,
    "sqlalchemy-loop": loops,
    "sqlalchemy-core": core,
    "sqlalchemy-async": asynchronous,
    "sqlalchemy-tasks": tasks,
}
