from __future__ import annotations

import textwrap

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.sqlalchemy.models import Author, Book, Country, Label
from tests.sqlalchemy.watching import found, only


def test_a_flush_for_each_row(session: Session) -> None:
    def code(session: Session) -> None:
        for n in range(3):
            session.add(Country(name=f"new {n}"))
            session.flush()

    finding = only(code, session)
    assert finding.kind == "write-per-row"
    assert finding.blame.expression == "session.flush()"
    lines = textwrap.dedent(finding.advice.code).splitlines()
    assert lines == [
        "for n in range(3):",
        '    session.add(Country(name=f"new {n}"))',
        "session.flush()",
    ]
    assert finding.advice.patch
    assert "session.add_all(rows)" in finding.advice.alternative


def test_a_commit_for_each_row(session: Session) -> None:
    def code(session: Session) -> None:
        for author in session.scalars(select(Author)).all():
            author.name += "!"
            session.commit()

    kinds = {finding.kind for finding in found(code, session)}
    assert "write-per-row" in kinds


def test_an_autoflush_for_each_row(session: Session) -> None:
    def code(session: Session) -> None:
        for author in session.scalars(select(Author)).all():
            query = select(func.count()).where(Book.author_id == author.id)
            author.name = f"{session.scalar(query)} books"

    findings = found(code, session)
    assert {f.kind for f in findings} == {"aggregate-per-row", "write-per-row"}
    write = next(f for f in findings if f.kind == "write-per-row")
    assert write.advice.code == "with session.no_autoflush:"


def test_one_flush_of_many_rows_is_silent(session: Session) -> None:
    def code(session: Session) -> None:
        for n in range(3):
            session.add(Country(name=f"new {n}"))
        session.flush()
        for author in session.scalars(select(Author)).all():
            author.name += "?"
        session.commit()

    assert found(code, session) == []


def test_rows_of_one_flush_that_cannot_be_grouped_are_silent(session: Session) -> None:
    """A computed value keeps the mapper from sending the rows together."""

    def code(session: Session) -> None:
        for author in session.scalars(select(Author)).all():
            author.name = func.lower(author.name)
        session.flush()

    assert found(code, session) == []


def test_autoflush_once_is_silent(session: Session) -> None:
    def code(session: Session) -> None:
        session.add_all([Country(name="one"), Country(name="two")])
        session.scalars(select(Country)).all()
        session.add(Label(book_id=1, tag_id=2))
        session.scalars(select(Label)).all()

    assert found(code, session) == []
