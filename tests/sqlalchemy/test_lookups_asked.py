"""Look-ups written in the ways of repositories: each advice is one that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from nplusone_guard import guard
from tests.sqlalchemy import models
from tests.sqlalchemy.models import Author, Book
from tests.sqlalchemy.watching import only


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
    for name in ("author 1", "author 2"):
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
    ("code", "begins", "holds"),
    [
        (repository, "author_by_id = {", "Author.id.in_(ids)"),
        (class_method, "author_by_id = {", "query(Author).filter(Author.id.in_(ids))"),
        (one_or_none, "author_by_name = {", "Author.name.in_(names)"),
        (alias, "from collections", "select(Book).where(Book.author_id.in_"),
        (key_of_a_joined_class, "from collections", "select(Author.id, Book).join("),
        (columns_of_a_query, "title_by_author_id", "query(Book.author_id, Book.title)"),
    ],
)
def test_the_look_up_asks_what_the_loop_did(
    session: Session, code: Callable[[Session], None], begins: str, holds: str
) -> None:
    advice = only(code, session).advice
    assert advice.code.startswith(begins)
    assert holds in advice.code
    keys: dict[str, Any] = {"ids": [1, 2, 3], "author_ids": [1, 2, 3]}
    names = {
        **vars(models),
        **keys,
        "names": ["author 1"],
        "select": select,
        "session": session,
        "self": Repository(session),
    }
    session.expunge_all()
    with guard("pasted", mode="collect") as watch:
        exec(advice.code, names)
    assert watch.statements == 1


def test_a_condition_nobody_can_turn_round_gives_no_code(session: Session) -> None:
    def code(session: Session) -> None:
        for key in (1, 2, 3):
            wanted = [Author.id == key]
            session.scalars(select(Author).where(*wanted)).all()

    advice = only(code, session).advice
    assert (advice.code, advice.certainty) == ("", "unsure")


def test_a_flush_in_a_function_is_no_code(session: Session) -> None:
    def save(name: str) -> None:
        session.add(models.Country(name=name))
        session.flush()

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
