"""Look-ups written in the ways of repositories: each advice is one that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tests.sqlalchemy import models
from tests.sqlalchemy.models import Author, Book
from tests.sqlalchemy.watching import only, pasted, statements


class Repository:
    model = Author

    def __init__(self, session: Session) -> None:
        self.session = session

    def one(self, key: int) -> Author:
        asked = select(self.model).where(self.model.id == key)
        return self.session.execute(asked).scalar_one()

    def all(self) -> Any:
        return self.session.scalars(select(self.model)).all()


def repository(session: Session) -> None:
    authors = Repository(session)
    for key in (1, 2, 3):
        authors.one(key)


def class_method(session: Session) -> None:
    for key in (1, 2, 3):
        _find(Author, session, key)


def _find(cls: Any, session: Session, key: int) -> Any:
    query = session.query(cls).filter(cls.id == key)
    return query.one_or_none()


def one_or_none(session: Session) -> None:
    names = ["author 1", "author 2"]
    for name in names:
        session.scalars(select(Author).where(Author.name == name)).one_or_none()


def alias(session: Session) -> None:
    book = aliased(Book)
    for key in (1, 2, 3):
        session.scalars(select(book).where(book.author_id == key)).all()


def key_of_a_joined_class(session: Session) -> None:
    for key in (1, 2, 3):
        asked = select(Book).join(Author, Book.author_id == Author.id)
        session.scalars(asked.where(Author.id == key)).all()


def columns_of_a_query(session: Session) -> None:
    for key in (1, 2, 3):
        session.query(Book.title).filter(Book.author_id == key).first()


@pytest.mark.parametrize(
    ("code", "look", "holds"),
    [
        (repository, "author_by_id[key]", "Author.id.in_("),
        (class_method, "author_by_id.get(key)", "query(Author).filter(Author.id.in_("),
        (one_or_none, "author_by_name.get(name)", "Author.name.in_("),
        (alias, "books_by_author_id.get(key, [])", "select(Book).where(Book.author_id"),
        (key_of_a_joined_class, "books_by_id.get(key, [])", "select(Author.id, Book)."),
        (
            columns_of_a_query,
            "by_author_id.get(key)",
            "query(Book.title, Book.author_id)",
        ),
    ],
)
def test_the_look_up_asks_what_the_loop_did(
    session: Session, code: Callable[[Session], None], look: str, holds: str
) -> None:
    finding = only(code, session)
    assert look in finding.advice.code
    assert holds in finding.advice.code
    session.expunge_all()
    assert statements(pasted(code, finding, {}), session) == 1


def test_a_condition_nobody_can_turn_round_gives_no_code(session: Session) -> None:
    def code(session: Session) -> None:
        for key in (1, 2, 3):
            wanted = [Author.id == key]
            session.scalars(select(Author).where(*wanted)).all()

    advice = only(code, session).advice
    assert (advice.code, advice.certainty) == ("", "unsure")


def test_a_flush_whose_key_is_needed_is_no_code(session: Session) -> None:
    def save(name: str) -> int:
        country = models.Country(name=name)
        session.add(country)
        session.flush()
        return country.id

    def code(session: Session) -> None:
        for name in ("x", "y"):
            save(name)

    advice = only(code, session).advice
    assert (advice.code, advice.certainty) == ("", "unsure")
    assert "session.add_all(rows)" in advice.text


class OwnSession(Session):
    def scalars(self, *given: Any, **named: Any) -> Any:
        return super().scalars(*given, **named)


def test_the_origin_is_in_the_repository_not_in_the_session(session: Session) -> None:
    def code(session: Session) -> None:
        own = OwnSession(session.get_bind())
        assert [author.country.name for author in Repository(own).all()]
        own.close()

    origin = only(code, session).origin
    assert origin is not None
    assert origin.expression == "select(self.model)"
