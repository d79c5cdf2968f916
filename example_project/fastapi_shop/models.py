"""The tables that the Django project owns, mapped for SQLAlchemy."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    """The registry of all tables."""


book_tags = Table(
    "shop_book_tags",
    Base.metadata,
    Column("id", primary_key=True),
    Column("book_id", ForeignKey("shop_book.id")),
    Column("tag_id", ForeignKey("shop_tag.id")),
)


class Country(Base):
    __tablename__ = "shop_country"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Author(Base):
    __tablename__ = "shop_author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    born: Mapped[int | None]
    died: Mapped[int | None]
    country_id: Mapped[int | None] = mapped_column(ForeignKey("shop_country.id"))

    country: Mapped[Country | None] = relationship()
    books: Mapped[list[Book]] = relationship(
        back_populates="author", order_by="Book.id"
    )


class Publisher(Base):
    __tablename__ = "shop_publisher"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Tag(Base):
    __tablename__ = "shop_tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Book(Base):
    __tablename__ = "shop_book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    year: Mapped[int]
    language: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("shop_author.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("shop_publisher.id"))

    author: Mapped[Author] = relationship(back_populates="books")
    publisher: Mapped[Publisher | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary=book_tags, order_by=Tag.name)
    reviews: Mapped[list[Review]] = relationship(back_populates="book")


class Reader(Base):
    __tablename__ = "shop_reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    joined: Mapped[date]

    profile: Mapped[Profile] = relationship(back_populates="reader")


class Profile(Base):
    __tablename__ = "shop_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("shop_reader.id"), unique=True)
    town: Mapped[str]
    newsletter: Mapped[bool]

    reader: Mapped[Reader] = relationship(back_populates="profile")


class Review(Base):
    __tablename__ = "shop_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("shop_book.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("shop_reader.id"))
    rating: Mapped[int]
    text: Mapped[str]
    written: Mapped[date]

    book: Mapped[Book] = relationship(back_populates="reviews")
    reader: Mapped[Reader] = relationship()
