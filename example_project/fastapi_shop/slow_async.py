"""Async endpoints as they are often written: an awaited query for every row."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import select, text

from example_project.fastapi_shop.database import AsyncDatabase
from example_project.fastapi_shop.models import Author, Book

router = APIRouter(prefix="/slow/async")
Row = dict[str, Any]


@router.get("/books")
async def books(session: AsyncDatabase) -> list[Row]:
    answer = []
    for book in await session.scalars(select(Book).order_by(Book.title)):
        author = await book.awaitable_attrs.author
        answer.append({"title": book.title, "author": author.name})
    return answer


@router.get("/authors")
async def authors(session: AsyncDatabase) -> list[Row]:
    authors = (await session.scalars(select(Author).order_by(Author.name))).all()
    answer = []
    for author in authors:
        titles = [book.title for book in await author.awaitable_attrs.books]
        answer.append({"name": author.name, "books": titles})
    return answer


@router.get("/basket")
async def basket(
    session: AsyncDatabase, book: Annotated[list[int], Query()]
) -> list[Row]:
    answer = []
    for key in book:
        found = await session.get_one(Book, key)
        answer.append({"title": found.title, "year": found.year})
    return answer


@router.get("/ratings")
async def ratings(session: AsyncDatabase) -> list[Row]:
    average = text("SELECT AVG(rating) FROM shop_review WHERE book_id = :book")
    answer = []
    for book in (await session.scalars(select(Book).order_by(Book.title))).all():
        result = await session.execute(average, {"book": book.id})
        answer.append({"title": book.title, "stars": result.scalar()})
    return answer
