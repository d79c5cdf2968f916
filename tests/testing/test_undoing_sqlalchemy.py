"""Runs in sessions of SQLAlchemy are rolled back."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import StaticPool, create_engine, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, joinedload, scoped_session, sessionmaker

from nplusone_guard import NPlusOneError
from nplusone_guard.testing import assert_constant_queries
from tests.sqlalchemy.models import Author, Base, Country


def populate(rows, session):
    countries = [Country(name=f"country {row}") for row in range(rows)]
    session.add_all([Author(name="author", country=country) for country in countries])
    session.commit()


def lazy(session):
    return [author.country.name for author in session.scalars(select(Author))]


def joined(session):
    query = select(Author).options(joinedload(Author.country))
    return [author.country.name for author in session.scalars(query)]


async def populate_async(rows, session):
    await session.run_sync(lambda plain: populate(rows, plain))


async def lazy_async(session):
    return await session.run_sync(lazy)


async def joined_async(session):
    return await session.run_sync(joined)


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/shop.db")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def is_empty(engine):
    with Session(engine) as session:
        return session.scalar(select(func.count(Author.id))) == 0


@pytest.mark.parametrize("kind", [sessionmaker, "scoped", "lambda"])
def test_sessions_of_any_factory_are_rolled_back(engine, kind):
    made = sessionmaker(engine)
    factory = {"scoped": scoped_session(made), "lambda": lambda: Session(engine)}.get(
        kind, made
    )

    runs = assert_constant_queries(populate, joined, session_factory=factory)
    with pytest.raises(NPlusOneError, match=r"joinedload\(Author.country\)"):
        assert_constant_queries(populate, lazy, session_factory=factory)

    assert [run.statements for run in runs] == [1, 1]
    assert is_empty(engine)


def test_code_that_uses_the_registry_gets_the_same_transaction(engine):
    registry = scoped_session(sessionmaker(engine))

    runs = assert_constant_queries(
        populate, lambda session: joined(registry), session_factory=registry
    )

    assert [len(run.report.totals) for run in runs] == [1, 1]
    assert is_empty(engine)
    assert registry().bind is engine
    registry.remove()


def test_a_session_that_rolls_back_itself_loses_only_its_own_work(engine):
    def page(session):
        session.add(Country(name="lost"))
        session.flush()
        session.rollback()
        return joined(session)

    seen = assert_constant_queries(populate, page, session_factory=sessionmaker(engine))
    assert [run.statements for run in seen] == [2, 2]
    assert is_empty(engine)


def test_a_connection_in_a_transaction_gets_a_savepoint():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with engine.connect() as connection, connection.begin() as outer:
        connection.execute(Country.__table__.insert(), {"name": "before"})
        assert_constant_queries(
            populate, joined, session_factory=sessionmaker(connection)
        )
        assert connection.scalar(select(func.count()).select_from(Country)) == 1
        outer.rollback()
    engine.dispose()


def test_asynchronous_sessions_are_rolled_back(tmp_path):
    async def prove():
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        factory = async_sessionmaker(engine)
        runs = await assert_constant_queries(
            populate_async, joined_async, session_factory=factory
        )
        with pytest.raises(NPlusOneError, match="Author.country"):
            await assert_constant_queries(
                populate_async, lazy_async, session_factory=factory
            )
        async with factory() as session:
            left = await session.scalar(select(func.count(Author.id)))
        await engine.dispose()
        return [run.statements for run in runs], left

    assert asyncio.run(prove()) == ([1, 1], 0)
