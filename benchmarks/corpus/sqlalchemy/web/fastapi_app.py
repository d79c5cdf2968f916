"""The library behind FastAPI: sync and async endpoints, dependencies, schemas."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession as AsyncOrmSession
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.corpus.sqlalchemy.models import Audit, Author, Book
from benchmarks.corpus.sqlalchemy.world import AsyncSession, Session

app = FastAPI()


def get_session() -> Iterator[OrmSession]:
    with Session() as session:
        yield session


async def get_async_session() -> AsyncIterator[AsyncOrmSession]:
    async with AsyncSession() as session:
        yield session


Db = Annotated[OrmSession, Depends(get_session)]
AsyncDb = Annotated[AsyncOrmSession, Depends(get_async_session)]


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str
    author: AuthorOut  # blame: sa_fastapi_response_model; blame: sa_pydantic_each; blame: sa_pydantic_list  # fmt: skip


class TitleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str


class ShelfOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    books: list[TitleOut]  # blame: sa_fastapi_nested_model


@app.get("/sync/books")
def sync_books(session: Db) -> list[dict[str, str]]:
    books = session.scalars(select(Book)).all()  # origin: sa_fastapi_sync
    return [
        {"title": book.title, "author": book.author.name}  # blame: sa_fastapi_sync
        for book in books  # loop: sa_fastapi_sync
    ]


@app.get("/sync/books/fixed")
def sync_books_fixed(session: Db) -> list[dict[str, str]]:
    books = session.scalars(select(Book).options(joinedload(Book.author)))
    return [{"title": book.title, "author": book.author.name} for book in books]


@app.get("/async/authors")
async def async_authors(session: AsyncDb) -> list[str]:
    ids = (await session.scalars(select(Author.id))).all()
    names = []
    for key in ids:  # loop: sa_fastapi_async
        author = await session.get(Author, key)  # blame: sa_fastapi_async
        names.append(author.name)
    return names


@app.get("/async/authors/fixed")
async def async_authors_fixed(session: AsyncDb) -> list[str]:
    ids = (await session.scalars(select(Author.id))).all()
    found = await session.scalars(select(Author).where(Author.id.in_(ids)))
    names = {author.id: author.name for author in found}
    return [names[key] for key in ids]


@app.get("/model/books", response_model=list[BookOut])
def model_books(session: Db) -> Any:
    return session.scalars(select(Book)).all()  # origin: sa_fastapi_response_model


@app.get("/model/books/fixed", response_model=list[BookOut])
def model_books_fixed(session: Db) -> Any:
    return session.scalars(select(Book).options(joinedload(Book.author))).all()


@app.get("/model/shelves", response_model=list[ShelfOut])
def model_shelves(session: Db) -> Any:
    return session.scalars(select(Author)).all()  # origin: sa_fastapi_nested_model


@app.get("/model/shelves/fixed", response_model=list[ShelfOut])
def model_shelves_fixed(session: Db) -> Any:
    return session.scalars(select(Author).options(selectinload(Author.books))).all()


def known_authors(session: Db) -> list[Author]:
    return list(session.scalars(select(Author)))  # origin: sa_fastapi_dependency


def loaded_authors(session: Db) -> list[Author]:
    return list(session.scalars(select(Author).options(joinedload(Author.country))))


@app.get("/dependency")
def dependency(authors: Annotated[list[Author], Depends(known_authors)]) -> list[str]:
    names = []
    for author in authors:  # loop: sa_fastapi_dependency
        names.append(author.country.name)  # blame: sa_fastapi_dependency
    return names


@app.get("/dependency/fixed")
def dependency_fixed(
    authors: Annotated[list[Author], Depends(loaded_authors)],
) -> list[str]:
    return [author.country.name for author in authors]


def note_each(ids: list[int]) -> None:
    with Session() as session:
        for key in ids:  # loop: sa_fastapi_background
            session.add(Audit(message=f"mailed {key}"))
            session.commit()  # blame: sa_fastapi_background


def note_all(ids: list[int]) -> None:
    with Session() as session:
        session.execute(insert(Audit), [{"message": f"mailed {key}"} for key in ids])
        session.commit()


@app.get("/background")
def background(session: Db, tasks: BackgroundTasks) -> list[int]:
    ids = list(session.scalars(select(Author.id)))
    tasks.add_task(note_each, ids)
    return ids


@app.get("/background/fixed")
def background_fixed(session: Db, tasks: BackgroundTasks) -> list[int]:
    ids = list(session.scalars(select(Author.id)))
    tasks.add_task(note_all, ids)
    return ids


@app.get("/book/{key}", response_model=BookOut)
def one_book(key: int, session: Db) -> Any:
    return session.get(Book, key)


@app.get("/page")
async def page(session: AsyncDb) -> dict[str, Any]:
    names = await session.scalars(select(Author.name).order_by(Author.id).limit(2))
    newest = await session.scalars(select(Book.title).order_by(Book.id).limit(2))
    return {"names": list(names), "newest": list(newest)}
