"""The same endpoints with the rows they need asked for at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import joinedload, selectinload

from example_project.fastapi_shop.database import Database
from example_project.fastapi_shop.models import Author, Book, Reader, Review
from example_project.fastapi_shop.schemas import BookOut

router = APIRouter(prefix="/fixed")
Row = dict[str, Any]


@router.get("/books")
def books(session: Database) -> list[Row]:
    statement = select(Book).options(joinedload(Book.author)).order_by(Book.title)
    books = session.scalars(statement).all()
    return [{"title": book.title, "author": book.author.name} for book in books]


@router.get("/authors")
def authors(session: Database) -> list[Row]:
    statement = select(Author).options(selectinload(Author.books))
    answer = []
    for author in session.scalars(statement.order_by(Author.name)):
        titles = [book.title for book in author.books]
        answer.append({"name": author.name, "books": titles})
    return answer


@router.get("/tags")
def tags(session: Database) -> list[Row]:
    statement = select(Book).options(selectinload(Book.tags)).order_by(Book.title)
    answer = []
    for book in session.scalars(statement):
        answer.append({"title": book.title, "tags": [tag.name for tag in book.tags]})
    return answer


@router.get("/readers")
def readers(session: Database) -> list[Row]:
    statement = select(Reader).options(joinedload(Reader.profile))
    answer = []
    for reader in session.scalars(statement.order_by(Reader.name)):
        answer.append({"name": reader.name, "town": reader.profile.town})
    return answer


@router.get("/reviews")
def reviews(session: Database) -> list[Row]:
    chain = joinedload(Review.book).joinedload(Book.author).joinedload(Author.country)
    latest = select(Review).order_by(Review.written.desc(), Review.id.desc())
    answer = []
    for review in session.scalars(latest.options(chain).limit(100)):
        author = review.book.author
        country = author.country.name if author.country else None
        answer.append({"book": review.book.title, "country": country})
    return answer


@router.get("/quotes")
def quotes(session: Database) -> list[str]:
    best = select(Review).where(Review.rating == 5).order_by(Review.id)
    answer = []
    for review in session.scalars(best):
        answer.append(review.text)
    return answer


@router.get("/counts")
def counts(session: Database) -> list[Row]:
    grouped = select(Review.book_id, func.count()).group_by(Review.book_id)
    reviews = dict(session.execute(grouped).all())
    answer = []
    for book in session.scalars(select(Book).order_by(Book.title)):
        answer.append({"title": book.title, "reviews": reviews.get(book.id, 0)})
    return answer


@router.get("/basket")
def basket(session: Database, book: Annotated[list[int], Query()]) -> list[Row]:
    found = session.scalars(select(Book).where(Book.id.in_(book)))
    by_id = {row.id: row for row in found}
    return [{"title": by_id[key].title, "year": by_id[key].year} for key in book]


@router.get("/ratings")
def ratings(session: Database) -> list[Row]:
    books = session.scalars(select(Book).order_by(Book.title)).all()
    statement = text(
        "SELECT book_id, AVG(rating) FROM shop_review"
        " WHERE book_id IN :books GROUP BY book_id"
    ).bindparams(bindparam("books", expanding=True))
    rows = session.execute(statement, {"books": [book.id for book in books]})
    stars = dict(rows.all())
    return [{"title": book.title, "stars": stars.get(book.id)} for book in books]


@router.get("/catalogue", response_model=list[BookOut])
def catalogue(session: Database) -> Any:
    statement = select(Book).options(joinedload(Book.author), selectinload(Book.tags))
    return session.scalars(statement.order_by(Book.title)).all()
