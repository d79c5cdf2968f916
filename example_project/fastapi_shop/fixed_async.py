"""The same async endpoints with the rows they need asked for at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import joinedload, selectinload

from example_project.fastapi_shop.database import AsyncDatabase
from example_project.fastapi_shop.models import Author, Book

router = APIRouter(prefix="/fixed/async")
Row = dict[str, Any]


@router.get("/books")
async def books(session: AsyncDatabase) -> list[Row]:
    statement = select(Book).options(joinedload(Book.author)).order_by(Book.title)
    answer = []
    for book in await session.scalars(statement):
        answer.append({"title": book.title, "author": book.author.name})
    return answer


@router.get("/authors")
async def authors(session: AsyncDatabase) -> list[Row]:
    statement = select(Author).options(selectinload(Author.books))
    authors = (await session.scalars(statement.order_by(Author.name))).all()
    answer = []
    for author in authors:
        titles = [book.title for book in author.books]
        answer.append({"name": author.name, "books": titles})
    return answer


@router.get("/basket")
async def basket(
    session: AsyncDatabase, book: Annotated[list[int], Query()]
) -> list[Row]:
    found = await session.scalars(select(Book).where(Book.id.in_(book)))
    by_id = {row.id: row for row in found}
    return [{"title": by_id[key].title, "year": by_id[key].year} for key in book]


@router.get("/ratings")
async def ratings(session: AsyncDatabase) -> list[Row]:
    books = (await session.scalars(select(Book).order_by(Book.title))).all()
    statement = text(
        "SELECT book_id, AVG(rating) FROM shop_review"
        " WHERE book_id IN :books GROUP BY book_id"
    ).bindparams(bindparam("books", expanding=True))
    rows = await session.execute(statement, {"books": [book.id for book in books]})
    stars = dict(rows.all())
    return [{"title": book.title, "stars": stars.get(book.id)} for book in books]
