from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from nplusone_guard import ConfigError, guard
from nplusone_guard.sqlalchemy import guard_session
from tests.sqlalchemy.models import Author, Book


def read(session: Session) -> None:
    for book in session.scalars(select(Book).limit(4)):
        book.author


@pytest.fixture
def other(engine: Engine) -> Session:
    return Session(engine)


def test_only_this_sessions_statements(session: Session, other: Session) -> None:
    with guard_session(session, "mine", mode="collect") as watch:
        read(other)
        assert watch.statements == 0
        read(session)
    other.close()
    report = watch.report
    assert (report.name, report.kind) == ("mine", "session")
    assert [finding.relation for finding in report.findings] == ["Book.author"]


def test_a_session_begun_before_anybody_listened(engine: Engine) -> None:
    import nplusone_guard

    nplusone_guard.uninstall()
    with Session(engine) as session:
        session.get(Author, 1)
        with guard_session(session, mode="collect") as watch:
            session.get(Author, 2)
    assert watch.statements == 1


def test_two_sessions_watched_at_once(session: Session, other: Session) -> None:
    with (
        guard("all", mode="collect") as everything,
        guard_session(session, mode="collect") as one,
        guard_session(other, mode="collect") as two,
    ):
        session.get(Author, 1)
        other.get(Author, 1)
        other.get(Author, 2)
    other.close()
    assert (everything.statements, one.statements, two.statements) == (3, 1, 2)


def test_scoped_sessions_and_makers(engine: Engine, other: Session) -> None:
    maker = sessionmaker(engine)
    scoped = scoped_session(maker)
    with (
        guard_session(scoped, mode="collect") as by_registry,
        guard_session(maker, mode="collect") as by_maker,
    ):
        scoped.get(Author, 1)
        scoped.remove()
        scoped.get(Author, 1)
        other.get(Author, 1)
    assert (by_registry.statements, by_maker.statements) == (2, 2)
    scoped.remove()
    other.close()


def test_an_engine_and_a_connection(engine: Engine) -> None:
    elsewhere = create_engine("sqlite://")
    with (
        guard_session(engine, mode="collect") as by_engine,
        engine.connect() as connection,
        guard_session(connection, mode="collect") as by_connection,
        elsewhere.connect() as far,
    ):
        connection.execute(text("SELECT 1"))
        far.execute(text("SELECT 1"))
        with engine.execution_options(yield_per=1).connect() as again:
            again.execute(text("SELECT 1"))
    elsewhere.dispose()
    assert (by_engine.statements, by_connection.statements) == (2, 1)


def test_a_scope_inside_a_scope(session: Session) -> None:
    with guard_session(session, mode="collect") as outer:
        session.get(Author, 1)
        with guard_session(session, mode="collect") as inner:
            session.get(Author, 2)
        session.get(Author, 3)
    assert (outer.statements, inner.statements) == (3, 1)


def test_an_overridden_execute_is_not_to_blame(engine: Engine) -> None:
    class Session(sessionmaker(engine).class_):  # type: ignore[misc]
        def execute(self, *arguments: object, **options: object) -> object:
            return super().execute(*arguments, **options)

    def read_all(session: Session) -> None:
        for key in (1, 2, 3):
            session.execute(select(Author).where(Author.id == key))

    with Session(engine) as session, guard_session(session, mode="collect") as watch:
        read_all(session)
    (finding,) = watch.report.findings
    assert finding.blame.function.endswith("read_all")


@pytest.mark.parametrize("wrong", [None, "session", 3, Session, object()])
def test_something_else_than_a_session(wrong: object) -> None:
    with pytest.raises(ConfigError, match="guard_session needs a Session"):
        guard_session(wrong)


def test_an_unknown_option(session: Session) -> None:
    with pytest.raises(ConfigError, match="treshold.*did you mean 'threshold'"):
        guard_session(session, treshold=3)
