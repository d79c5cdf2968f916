"""A loop over the names of one row's attributes is not the loop that brings the rows."""

from __future__ import annotations

import inspect

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from nplusone_guard.sqlalchemy import guard_session
from tests.sqlalchemy.models import Book


def as_dict(row: object, names: list[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def listed(session: Session) -> None:
    for book in session.scalars(select(Book)).all():
        as_dict(book, ["title", "author"])


def joined(session: Session) -> None:
    for book in session.scalars(select(Book).options(joinedload(Book.author))).all():
        as_dict(book, ["title", "author"])


def test_the_loop_is_the_one_that_brings_the_rows(engine: Engine) -> None:
    with Session(engine) as session, guard_session(session, mode="collect") as watch:
        listed(session)
    (finding,) = watch.report.findings
    lines, start = inspect.getsourcelines(listed)
    assert finding.relation == "Book.author"
    assert finding.loop is not None
    assert finding.loop.line == start + 1
    assert "select(Book).options(joinedload(Book.author))" in finding.advice.code


def test_rows_that_are_loaded_whole_are_silent(engine: Engine) -> None:
    with Session(engine) as session, guard_session(session, mode="collect") as watch:
        joined(session)
    assert watch.report.findings == ()
