from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, event, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import nplusone_guard
from nplusone_guard import NPlusOneError, guard
from nplusone_guard.sqlalchemy import hooks
from tests.sqlalchemy.models import Author, Book, Country, Tag


def listening() -> list[bool]:
    return [
        event.contains(Engine, listener.__name__, listener)
        for listener in (
            hooks.do_execute,
            hooks.do_executemany,
            hooks.do_execute_no_params,
        )
    ]


def test_installed_twice_is_installed_once(engine: Engine) -> None:
    nplusone_guard.install()
    hooks.install_hooks()
    with guard(mode="collect") as watch, engine.connect() as connection:
        connection.execute(select(1))
    assert watch.statements == 1


def test_uninstall_leaves_nothing_and_the_next_guard_installs_again(
    engine: Engine,
) -> None:
    nplusone_guard.install()
    assert listening() == [True, True, True]
    nplusone_guard.uninstall()
    assert listening() == [False, False, False]
    with guard(mode="collect") as watch, engine.connect() as connection:
        connection.execute(select(1))
    assert watch.statements == 1


def test_an_engine_made_inside_the_block_is_seen() -> None:
    with guard(mode="collect") as watch:
        fresh = create_engine("sqlite://")
        with fresh.connect() as connection:
            connection.execute(text("SELECT 1"))
        fresh.dispose()
    assert watch.statements == 1


def test_the_error_comes_out_as_it_is_and_the_session_goes_on(session: Session) -> None:
    books = session.scalars(select(Book)).all()
    with pytest.raises(NPlusOneError) as caught, guard(mode="raise"):
        for book in books:
            book.author
    assert caught.value.__cause__ is None
    assert session.scalar(select(Author.name).limit(1)) == "author 1"


def test_an_error_of_the_database_stays_what_it_is(session: Session) -> None:
    with guard(mode="collect") as watch:
        with pytest.raises(OperationalError, match="no such table"):
            session.execute(text("SELECT * FROM nowhere"))
        session.rollback()
    assert watch.statements == 1
    assert watch.report.duration_ms > 0


def test_somebody_elses_listener_still_executes(engine: Engine) -> None:
    sent: list[str] = []

    @event.listens_for(engine, "do_execute")
    def log(
        cursor: object, statement: str, parameters: object, context: object
    ) -> None:
        sent.append(statement)

    with guard(mode="collect") as watch, engine.connect() as connection:
        assert connection.execute(select(Author.name)).first() is not None
    assert len(sent) == watch.statements == 1


def test_another_engine_of_the_same_statement_is_another_database() -> None:
    engines = [create_engine("sqlite://") for _ in range(3)]

    def ask() -> None:
        for one in engines:
            with one.connect() as connection:
                connection.execute(text("SELECT 1"))
            one.dispose()

    with guard(mode="collect") as watch:
        ask()
    assert watch.statements == 3
    assert watch.report.findings == ()


def test_rows_sent_together_are_no_finding(session: Session) -> None:
    with guard(mode="collect") as watch:
        for start in (0, 10, 20):
            rows = [{"id": 100 + start + n, "name": "x"} for n in range(5)]
            session.execute(insert(Tag), rows)
            session.connection().execute(insert(Country), [{"name": "x"}] * 3)
    assert watch.report.findings == ()
    assert watch.statements == 6


def test_time_is_counted(session: Session) -> None:
    with guard(mode="collect") as watch:
        session.scalars(select(Author)).all()
    assert 0 < watch.report.duration_ms < 1000
