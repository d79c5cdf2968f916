from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import (
    Session,
    immediateload,
    selectin_polymorphic,
    selectinload,
    subqueryload,
)

from tests.sqlalchemy.models import Author, Book, Manager, Person
from tests.sqlalchemy.watching import found, only


def test_immediate_loading_sends_a_statement_for_each_row(session: Session) -> None:
    def code(session: Session) -> None:
        session.scalars(select(Author).options(immediateload(Author.books))).all()

    finding = only(code, session)
    assert finding.relation == "Author.books"
    assert finding.advice.code == "select(Author).options(selectinload(Author.books))"


def test_immediate_loading_of_one_row_is_silent(session: Session) -> None:
    def code(session: Session) -> None:
        session.get(Author, 1, options=[immediateload(Author.books)])

    assert found(code, session) == []


def test_batches_inside_a_loop_over_chunks_are_silent(session: Session) -> None:
    options = [
        selectinload(Author.books).subqueryload(Book.labels),
        subqueryload(Author.books).selectinload(Book.tags),
    ]

    def code(session: Session) -> None:
        for keys in ([1, 2], [2, 3], [1, 3]):
            query = select(Author).where(Author.id.in_(keys)).options(*options[:1])
            session.scalars(query).all()
        everyone = selectin_polymorphic(Person, [Manager])
        for keys in ([1, 2], [2, 3]):
            people = select(Person).where(Person.id.in_(keys)).options(everyone)
            session.scalars(people).all()

    assert found(code, session) == []
