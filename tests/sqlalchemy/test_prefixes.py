"""A loader option names a class as the query it is added to does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nplusone_guard.sqlalchemy import guard_session
from tests.sqlalchemy import models
from tests.sqlalchemy.models import Book


def by_module(session: Session) -> None:
    for author in session.scalars(select(models.Author)).all():
        len(author.books)


def further_on(session: Session) -> None:
    for author in session.scalars(select(models.Author)).all():
        str(author.country.name)


def by_name(session: Session) -> None:
    for book in session.scalars(select(Book)).all():
        str(book.author.name)


@pytest.mark.parametrize(
    ("program", "option"),
    [
        (by_module, "select(models.Author).options(selectinload(models.Author.books))"),
        (
            further_on,
            "select(models.Author).options(joinedload(models.Author.country))",
        ),
        (by_name, "select(Book).options(joinedload(Book.author))"),
    ],
)
def test_the_class_is_named_as_the_query_names_it(
    engine: Engine, program: Callable[[Session], None], option: str
) -> None:
    with Session(engine) as session, guard_session(session, mode="collect") as watch:
        program(session)
    (finding,) = watch.report.findings
    assert option in finding.advice.code
