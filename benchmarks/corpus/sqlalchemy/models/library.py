"""Authors, books and what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    DynamicMapped,
    Mapped,
    WriteOnlyMapped,
    column_property,
    mapped_column,
    object_session,
    relationship,
)

from benchmarks.corpus.sqlalchemy.models import mapping

book_tag = Table(
    "book_tag",
    mapping.Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Country(mapping.Base):
    __tablename__ = "country"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Publisher(mapping.Base):
    __tablename__ = "publisher"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship(
        back_populates="publisher", order_by="Book.id"
    )


class Author(mapping.Base, mapping.Described):
    __tablename__ = "author"
    label_path = ("country", "name")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    score: Mapped[int] = mapped_column(default=0)
    country_id: Mapped[int | None] = mapped_column(ForeignKey("country.id"))
    country: Mapped[Country | None] = relationship()
    profile: Mapped[Profile] = relationship(back_populates="author")
    books: Mapped[list[Book]] = relationship(
        back_populates="author", order_by="Book.id"
    )
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="author", order_by="Membership.group_id"
    )
    groups: AssociationProxy[list[Group]] = association_proxy("memberships", "group")
    events: DynamicMapped[Event] = relationship(order_by="Event.id")
    notes: WriteOnlyMapped[Note] = relationship(order_by="Note.id")

    @hybrid_property
    def book_total(self) -> int:
        """How many books, counted by the database each time it is asked."""
        query = select(func.count(Book.id)).where(Book.author_id == self.id)
        session = object_session(self)
        assert session is not None
        return session.scalar(query) or 0  # blame: sa_hybrid_counts

    @book_total.inplace.expression
    @classmethod
    def _book_total(cls) -> object:
        query = select(func.count(Book.id)).where(Book.author_id == cls.id)
        return query.correlate(cls).scalar_subquery()

    @property
    def origin_label(self) -> str:
        """The name with the country, as lists show it."""
        country = self.country  # blame: sa_property_on_the_model
        return f"{self.name} ({country.name if country else '?'})"


class Profile(mapping.Base):
    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    bio: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), unique=True)
    author: Mapped[Author] = relationship(back_populates="profile")


class Tag(mapping.Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Review(mapping.Base):
    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    stars: Mapped[int]
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    book: Mapped[Book] = relationship(back_populates="reviews")


class Book(mapping.Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    published: Mapped[bool] = mapped_column(default=True)
    text: Mapped[str] = mapped_column(deferred=True)
    foreword: Mapped[str] = mapped_column(deferred=True, deferred_group="extras")
    afterword: Mapped[str] = mapped_column(deferred=True, deferred_group="extras")
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("publisher.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    publisher: Mapped[Publisher | None] = relationship(back_populates="books")
    reviews: Mapped[list[Review]] = relationship(
        back_populates="book", order_by="Review.id"
    )
    tags: Mapped[list[Tag]] = relationship(secondary=book_tag, order_by="Tag.id")
    tag_names: AssociationProxy[list[str]] = association_proxy("tags", "name")
    if TYPE_CHECKING:
        stars: Mapped[int | None]
        review_total: Mapped[int]


_of_this_book = Review.book_id == Book.id
Book.stars = column_property(
    select(func.sum(Review.stars))
    .where(_of_this_book)
    .correlate_except(Review)
    .scalar_subquery(),
    deferred=True,
)
Book.review_total = column_property(
    select(func.count(Review.id))
    .where(_of_this_book)
    .correlate_except(Review)
    .scalar_subquery()
)


class Group(mapping.Base):
    __tablename__ = "guild"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Membership(mapping.Base):
    __tablename__ = "membership"

    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("guild.id"), primary_key=True)
    role: Mapped[str]
    author: Mapped[Author] = relationship(back_populates="memberships")
    group: Mapped[Group] = relationship()


class Event(mapping.Base):
    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    year: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


class Note(mapping.Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
