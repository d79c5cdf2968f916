"""The mapping that the tests of this room read and write."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import (
    DeclarativeBase,
    DynamicMapped,
    Mapped,
    Session,
    WriteOnlyMapped,
    mapped_column,
    relationship,
)


class Base(AsyncAttrs, DeclarativeBase):
    pass


book_tag = Table(
    "book_tag",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Country(Base):
    __tablename__ = "country"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column()


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column()
    country_id: Mapped[int] = mapped_column(ForeignKey("country.id"))
    country: Mapped[Country] = relationship()
    books: Mapped[list[Book]] = relationship(
        back_populates="author", order_by="Book.id"
    )
    events: DynamicMapped[Event] = relationship()
    notes: WriteOnlyMapped[Note] = relationship()


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column(deferred=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    tags: Mapped[list[Tag]] = relationship(secondary=book_tag, order_by="Tag.id")
    tag_names: AssociationProxy[list[str]] = association_proxy("tags", "name")
    labels: Mapped[list[Label]] = relationship(cascade="all, delete-orphan")
    label_tags: AssociationProxy[list[Tag]] = association_proxy("labels", "tag")


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column()


class Label(Base):
    __tablename__ = "label"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))
    tag: Mapped[Tag] = relationship()


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column()
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


class Person(Base):
    __tablename__ = "person"
    __mapper_args__ = {
        "polymorphic_on": "kind",
        "polymorphic_identity": "person",
    }
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column()
    name: Mapped[str] = mapped_column()


class Manager(Person):
    __tablename__ = "manager"
    __mapper_args__ = {"polymorphic_identity": "manager"}
    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    budget: Mapped[int] = mapped_column()


class Node(Base):
    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("node.id"))
    children: Mapped[list[Node]] = relationship(order_by="Node.id")


def fill(session: Session, rows: int = 3) -> None:
    """Write *rows* of everything; each author has two books, each book two tags."""
    for n in range(1, rows + 1):
        tags = [Tag(id=2 * n + step, name=f"tag {n}-{step}") for step in (0, 1)]
        books = [
            Book(title=f"book {n}-{step}", text=f"text {n}-{step}", tags=tags)
            for step in (0, 1)
        ]
        for book in books:
            book.labels = [Label(tag=tag) for tag in tags]
        country = Country(name=f"country {n}")
        author = Author(name=f"author {n}", country=country, books=books)
        author.events.add(Event(year=2020 + n))
        author.notes.add(Note())
        manager = Manager(name=f"manager {n}", budget=n)
        node = Node(children=[Node(children=[Node()])])
        session.add_all([author, manager, node])
    session.commit()
