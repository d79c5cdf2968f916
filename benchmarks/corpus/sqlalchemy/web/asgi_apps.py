"""The library behind Starlette, as endpoints of its own."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.corpus.sqlalchemy.models import Author, Book
from benchmarks.corpus.sqlalchemy.world import AsyncSession, Session


def shelves(request: Request) -> JSONResponse:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_starlette_sync
        found = {}
        for author in authors:  # loop: sa_starlette_sync
            found[author.name] = [b.title for b in author.books]  # blame: sa_starlette_sync  # fmt: skip
        return JSONResponse(found)


def shelves_fixed(request: Request) -> JSONResponse:
    with Session() as session:
        authors = session.scalars(select(Author).options(selectinload(Author.books)))
        return JSONResponse({a.name: [b.title for b in a.books] for a in authors})


async def totals(request: Request) -> JSONResponse:
    async with AsyncSession() as session:
        found = {}
        for author in (await session.scalars(select(Author))).all():  # loop: sa_starlette_async  # fmt: skip
            query = select(func.count(Book.id)).where(Book.author_id == author.id)
            found[author.name] = await session.scalar(query)  # blame: sa_starlette_async  # fmt: skip
        return JSONResponse(found)


async def totals_fixed(request: Request) -> JSONResponse:
    async with AsyncSession() as session:
        query = select(Author.name, func.count(Book.id)).outerjoin(Author.books)
        rows = await session.execute(query.group_by(Author.id))
        return JSONResponse(dict(rows.all()))


app = Starlette(
    routes=[
        Route("/shelves", shelves),
        Route("/shelves/fixed", shelves_fixed),
        Route("/totals", totals),
        Route("/totals/fixed", totals_fixed),
    ]
)
