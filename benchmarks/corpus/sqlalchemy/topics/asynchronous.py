"""The same mistakes behind an `await`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Audit, Author, Book
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import AsyncSession, async_engine

positive = partial(Case, kind="positive", topic="asynchronous", populate=populate)
silent = partial(Case, kind="silent", topic="asynchronous", populate=populate)
IDS = select(Author.id).order_by(Author.id)


async def awaited_get() -> list[str]:
    async with AsyncSession() as session:
        names = []
        for key in (await session.scalars(IDS)).all():  # loop: sa_awaited_get
            author = await session.get(Author, key)  # blame: sa_awaited_get
            names.append(author.name)
        return names


async def awaited_select() -> list[str]:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
        query = select(Author.name)
        return [
            await session.scalar(query.filter_by(id=key))  # blame: sa_awaited_select
            for key in ids  # loop: sa_awaited_select
        ]


async def name_of(session: AsyncSession, key: int) -> str:
    query = select(Author).where(Author.id == key)
    found = await session.scalars(query)  # blame: sa_awaited_helper
    return found.one().name


async def awaited_helper() -> list[str]:
    async with AsyncSession() as session:
        names = []
        for key in (await session.scalars(IDS)).all():  # loop: sa_awaited_helper
            names.append(await name_of(session, key))
        return names


async def author_of(key: int) -> Author:
    async with AsyncSession() as session:
        query = select(Author).where(Author.id == key)
        found = await session.execute(query)  # blame: sa_gathered_keys; blame: sa_grouped_tasks  # fmt: skip
        return found.scalar_one()


async def gathered_keys() -> list[str]:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
    authors = await asyncio.gather(
        *(author_of(key) for key in ids)  # loop: sa_gathered_keys
    )
    return [author.name for author in authors]


async def grouped_tasks() -> list[str]:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
    tasks = []
    async with asyncio.TaskGroup() as group:
        for key in ids:  # loop: sa_grouped_tasks
            tasks.append(group.create_task(author_of(key)))
    return [task.result().name for task in tasks]


async def keyed_fixed() -> list[str]:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
        found = await session.scalars(select(Author).where(Author.id.in_(ids)))
        names = {author.id: author.name for author in found}
        return [names[key] for key in ids]


async def awaitable_to_one() -> list[str]:
    async with AsyncSession() as session:
        books = (await session.scalars(select(Book))).all()  # origin: sa_awaitable_to_one  # fmt: skip
        names = []
        for book in books:  # loop: sa_awaitable_to_one
            author = await book.awaitable_attrs.author  # blame: sa_awaitable_to_one
            names.append(author.name)
        return names


async def awaitable_to_one_fixed() -> list[str]:
    async with AsyncSession() as session:
        books = await session.scalars(select(Book).options(joinedload(Book.author)))
        return [book.author.name for book in books]


async def awaitable_collection() -> list[str]:
    async with AsyncSession() as session:
        query = select(Author).order_by(Author.id)  # origin: sa_awaitable_collection
        titles = []
        for author in await session.scalars(query):  # loop: sa_awaitable_collection
            for book in await author.awaitable_attrs.books:  # blame: sa_awaitable_collection  # fmt: skip
                titles.append(book.title)
        return titles


async def awaitable_collection_fixed() -> list[str]:
    async with AsyncSession() as session:
        query = select(Author).options(selectinload(Author.books)).order_by(Author.id)
        return [b.title for a in await session.scalars(query) for b in a.books]


async def refreshed_relation() -> list[str]:
    """`refresh(row, ["books"])`, the other way to load a relation under async."""
    async with AsyncSession() as session:
        authors = (await session.scalars(select(Author))).all()  # origin: sa_refreshed_relation  # fmt: skip
        titles = []
        for author in authors:  # loop: sa_refreshed_relation
            await session.refresh(author, ["books"])  # blame: sa_refreshed_relation
            titles += [book.title for book in author.books]
        return titles


def bylines(session: OrmSession) -> list[str]:
    lines = []
    for book in session.scalars(select(Book)).all():  # loop: sa_run_sync_body; origin: sa_run_sync_body  # fmt: skip
        lines.append(f"{book.title} by {book.author.name}")  # blame: sa_run_sync_body
    return lines


async def run_sync_body() -> list[str]:
    async with AsyncSession() as session:
        return await session.run_sync(bylines)


async def run_sync_body_fixed() -> list[str]:
    async with AsyncSession() as session:
        books = await session.scalars(select(Book).options(joinedload(Book.author)))
        return [f"{book.title} by {book.author.name}" for book in books]


async def awaited_count() -> list[tuple[str, int]]:
    async with AsyncSession() as session:
        totals = []
        async for author in await session.stream_scalars(select(Author)):  # loop: sa_awaited_count  # fmt: skip
            query = select(func.count()).where(Book.author_id == author.id)
            totals.append((author.name, await session.scalar(query)))  # blame: sa_awaited_count  # fmt: skip
        return totals


async def awaited_count_fixed() -> list[tuple[str, int]]:
    async with AsyncSession() as session:
        query = select(Author.name, func.count(Book.id)).outerjoin(Author.books)
        return [tuple(row) for row in await session.execute(query.group_by(Author.id))]


async def connection_text() -> list[str]:
    async with async_engine.connect() as connection:
        ids = (await connection.scalars(IDS)).all()
        names = []
        for key in ids:  # loop: sa_connection_text
            sql = text("SELECT name FROM author WHERE id = :id")
            names.append(await connection.scalar(sql, {"id": key}))  # blame: sa_connection_text  # fmt: skip
        return names


async def awaited_commit() -> int:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
        for key in ids:  # loop: sa_awaited_commit
            session.add(Audit(message=f"seen {key}"))
            await session.commit()  # blame: sa_awaited_commit
        return len(ids) * 1000


async def awaited_commit_fixed() -> int:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
        await session.execute(insert(Audit), [{"message": f"seen {k}"} for k in ids])
        await session.commit()
        return len(ids) * 1000


async def loaded_ahead() -> list[str]:
    async with AsyncSession() as session:
        query = select(Author).options(selectinload(Author.books))
        return [b.title for a in await session.scalars(query) for b in a.books]


async def awaitable_of_one() -> list[str]:
    async with AsyncSession() as session:
        author = await session.get(Author, 2)
        country = await author.awaitable_attrs.country
        return [country.name, *(b.title for b in await author.awaitable_attrs.books)]


async def awaitable_when_loaded() -> list[str]:
    async with AsyncSession() as session:
        books = await session.scalars(select(Book).options(joinedload(Book.author)))
        return [(await book.awaitable_attrs.author).name for book in books]


async def gathered_tables() -> list[bool]:
    """Different statements at the same time."""

    async def total(model: type) -> int:
        async with AsyncSession() as session:
            return await session.scalar(select(func.count(model.id)))

    return [bool(n) for n in await asyncio.gather(*map(total, (Author, Book, Audit)))]


async def streamed_rows() -> list[str]:
    async with AsyncSession() as session:
        found = await session.stream_scalars(select(Author.name))
        return [name async for name in found]


async def awaited_identity_map() -> list[str]:
    async with AsyncSession() as session:
        kept = (await session.scalars(select(Author))).all()
        return [(await session.get(Author, a.id)).name for a in kept]


async def gathered_pair() -> list[str]:
    async with AsyncSession() as session:
        ids = (await session.scalars(IDS)).all()
    first, last = await asyncio.gather(author_of(ids[0]), author_of(ids[-1]))
    return [first.name, last.name]


async def awaited_chunks() -> list[str]:
    async with AsyncSession() as session:
        ids, names = (await session.scalars(IDS)).all(), []
        for start in range(0, len(ids), 2):
            chunk = select(Author.name).where(Author.id.in_(ids[start : start + 2]))
            names += (await session.scalars(chunk)).all()
        return names


def _in_a_loop(code: Callable[[], Coroutine[Any, Any, object]]) -> object:
    return asyncio.run(code())


def _found(code: Any, fixed: Any, *expect: Expect) -> Case:
    return positive(
        f"sa_{code.__name__}",
        run=partial(_in_a_loop, code),
        fixed=partial(_in_a_loop, fixed),
        expect=expect,
    )


def _quiet(code: Any, *, grows: bool = False) -> Case:
    return silent(f"sa_{code.__name__}", run=partial(_in_a_loop, code), grows=grows)


BY_KEY = Expect("NPG004", None, fix=("Author.id.in_(",))
TO_ONE = Expect("NPG001", "Book.author", fix=("joinedload(Book.author)",))
BOOKS = Expect("NPG002", "Author.books", fix=("selectinload(Author.books)",))
REFRESHED = Expect("NPG002", "Author.books", fix=BOOKS.fix, also=("NPG003",))
COUNTED = Expect("NPG005", None, fix=("func.count(", "group_by(Book.author_id"))
RAW = Expect("NPG009", None, fix=("id IN",))
WRITTEN = Expect(
    "NPG007",
    None,
    fix=("insert(Audit)", "["),
    any_of=(("add_all(",), ("session.commit()",)),
)
CASES = (
    _found(awaited_get, keyed_fixed, BY_KEY),
    _found(awaited_select, keyed_fixed, BY_KEY),
    _found(awaited_helper, keyed_fixed, BY_KEY),
    _found(gathered_keys, keyed_fixed, BY_KEY),
    _found(grouped_tasks, keyed_fixed, BY_KEY),
    _found(awaitable_to_one, awaitable_to_one_fixed, TO_ONE),
    _found(awaitable_collection, awaitable_collection_fixed, BOOKS),
    _found(refreshed_relation, awaitable_collection_fixed, REFRESHED),
    _found(run_sync_body, run_sync_body_fixed, TO_ONE),
    _found(awaited_count, awaited_count_fixed, COUNTED),
    _found(connection_text, keyed_fixed, RAW),
    _found(awaited_commit, awaited_commit_fixed, WRITTEN),
    _quiet(loaded_ahead),
    _quiet(awaitable_of_one),
    _quiet(awaitable_when_loaded),
    _quiet(gathered_tables),
    _quiet(gathered_pair),
    _quiet(streamed_rows),
    _quiet(awaited_identity_map),
    _quiet(awaited_chunks, grows=True),
)
