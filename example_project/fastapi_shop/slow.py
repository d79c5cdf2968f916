"""Endpoints as they are often written: one more query for every row they show."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import func, select, text
from sqlalchemy.orm import defer

from example_project.fastapi_shop.database import Database
from example_project.fastapi_shop.models import Author, Book, Reader, Review
from example_project.fastapi_shop.schemas import BookOut

router = APIRouter(prefix="/slow")
Row = dict[str, Any]


@router.get("/books")
def books(session: Database) -> list[Row]:
    books = session.scalars(select(Book).order_by(Book.title)).all()
    return [{"title": book.title, "author": book.author.name} for book in books]


@router.get("/authors")
def authors(session: Database) -> list[Row]:
    answer = []
    for author in session.scalars(select(Author).order_by(Author.name)):
        titles = [book.title for book in author.books]
        answer.append({"name": author.name, "books": titles})
    return answer


@router.get("/tags")
def tags(session: Database) -> list[Row]:
    answer = []
    for book in session.scalars(select(Book).order_by(Book.title)):
        answer.append({"title": book.title, "tags": [tag.name for tag in book.tags]})
    return answer


@router.get("/readers")
def readers(session: Database) -> list[Row]:
    answer = []
    for reader in session.scalars(select(Reader).order_by(Reader.name)):
        answer.append({"name": reader.name, "town": reader.profile.town})
    return answer


@router.get("/reviews")
def reviews(session: Database) -> list[Row]:
    latest = select(Review).order_by(Review.written.desc(), Review.id.desc())
    answer = []
    for review in session.scalars(latest.limit(100)):
        author = review.book.author
        country = author.country.name if author.country else None
        answer.append({"book": review.book.title, "country": country})
    return answer


@router.get("/quotes")
def quotes(session: Database) -> list[str]:
    best = select(Review).where(Review.rating == 5).order_by(Review.id)
    answer = []
    for review in session.scalars(best.options(defer(Review.text))):
        answer.append(review.text)
    return answer


@router.get("/counts")
def counts(session: Database) -> list[Row]:
    answer = []
    for book in session.scalars(select(Book).order_by(Book.title)):
        reviews = select(func.count()).where(Review.book_id == book.id)
        answer.append({"title": book.title, "reviews": session.scalar(reviews)})
    return answer


@router.get("/basket")
def basket(session: Database, book: Annotated[list[int], Query()]) -> list[Row]:
    answer = []
    for key in book:
        found = session.get_one(Book, key)
        answer.append({"title": found.title, "year": found.year})
    return answer


@router.get("/ratings")
def ratings(session: Database) -> list[Row]:
    answer = []
    for book in session.scalars(select(Book).order_by(Book.title)):
        stars = session.execute(
            text("SELECT AVG(rating) FROM shop_review WHERE book_id = :book"),
            {"book": book.id},
        ).scalar()
        answer.append({"title": book.title, "stars": stars})
    return answer


@router.get("/catalogue", response_model=list[BookOut])
def catalogue(session: Database) -> Any:
    return session.scalars(select(Book).order_by(Book.title)).all()
