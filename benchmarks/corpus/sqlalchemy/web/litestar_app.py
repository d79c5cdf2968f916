"""The library behind Litestar."""

from __future__ import annotations

from litestar import Litestar, get
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from benchmarks.corpus.sqlalchemy.models import Book
from benchmarks.corpus.sqlalchemy.world import AsyncSession, Session


@get("/bylines", sync_to_thread=True)
def bylines() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_litestar_sync
        return [
            f"{book.title} by {book.author.name}"  # blame: sa_litestar_sync
            for book in books  # loop: sa_litestar_sync
        ]


@get("/houses")
async def houses() -> list[str]:
    async with AsyncSession() as session:
        books = (await session.scalars(select(Book))).all()  # origin: sa_litestar_async
        names = []
        for book in books:  # loop: sa_litestar_async
            house = await book.awaitable_attrs.publisher  # blame: sa_litestar_async
            names.append(house.name)
        return names


@get("/bylines/fixed", sync_to_thread=True)
def bylines_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(joinedload(Book.author)))
        return [f"{book.title} by {book.author.name}" for book in books]


@get("/houses/fixed")
async def houses_fixed() -> list[str]:
    async with AsyncSession() as session:
        query = select(Book).options(joinedload(Book.publisher))
        return [book.publisher.name for book in await session.scalars(query)]


app = Litestar([bylines, houses, bylines_fixed, houses_fixed], logging_config=None)
