from __future__ import annotations

import pytest
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
)

from nplusone_guard import NPlusOneError, guard, ignore


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship()


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Book(author=Author()) for _ in range(3))
        session.commit()
        session.expunge_all()
        yield session
    engine.dispose()


def read(session):
    session.expunge_all()
    for book in session.scalars(select(Book)):
        book.author


@pytest.mark.parametrize("relation", ["Book.author", "Book.*", "*.author"])
def test_a_block_accepts_its_relation(session, relation):
    with guard(mode="raise") as watch, ignore("few", relation=relation):
        read(session)

    assert [one.accepted for one in watch.report.accepted] == ["few"]
    assert watch.report.notes == ()


def test_a_block_about_another_relation_lets_raise_mode_raise(session):
    with (
        pytest.raises(NPlusOneError, match=r"Book.author"),
        guard(mode="raise"),
        ignore("few", relation="Book.editor"),
    ):
        read(session)


def test_the_same_code_outside_the_block_is_told(session):
    with guard(mode="collect") as watch:
        with ignore("few"):
            read(session)
        read(session)

    assert [one.count for one in watch.report.findings] == [3]
    assert [one.count for one in watch.report.accepted] == [3]


def test_a_comment_at_the_query_accepts(session):
    with guard(mode="collect") as watch:
        books = session.scalars(
            select(Book)  # nplusone: ok - three books
        ).all()
        for book in books:
            book.author

    assert [one.accepted for one in watch.report.accepted] == ["three books"]
    assert watch.report.findings == ()


@pytest.mark.parametrize("pattern", ["Book.author", "Book.*", "NPG001"])
def test_the_settings_accept_a_relation(session, pattern):
    with guard(mode="collect", allow=[pattern]) as watch:
        read(session)

    assert watch.report.findings == ()
    assert len(watch.report.accepted) == 1
