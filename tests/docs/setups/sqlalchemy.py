"""`<!-- test: sqlalchemy -->`: mapped classes, an engine with rows, and open sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, StaticPool, Table, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    users: Mapped[list[User]] = relationship(back_populates="team")


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="users")


book_tag = Table(
    "book_tag",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    tags: Mapped[list[Tag]] = relationship(secondary=book_tag)


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def stock(session: Session) -> None:
    for number in range(1, 6):
        user = User(name=f"user {number}", team=Team(name=f"team {number}"))
        tag = Tag(name=f"tag {number}")
        author = Author(name=f"author {number}")
        book = Book(title=f"book {number}", author=author, tags=[tag])
        session.add_all([user, book])
    session.commit()


def prepare() -> None:
    """SQLAlchemy needs nothing once per process: each page has an engine of its own."""


def names() -> dict[str, Any]:
    """Fill the tables; return what a page about SQLAlchemy may use without importing it."""
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)
    with factory() as session:
        stock(session)
    return {
        "Author": Author,
        "Book": Book,
        "SessionLocal": factory,
        "Tag": Tag,
        "Team": Team,
        "User": User,
        "engine": engine,
        "joinedload": joinedload,
        "select": select,
        "selectinload": selectinload,
        "session": factory(),
    }
