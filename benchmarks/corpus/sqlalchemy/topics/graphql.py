"""GraphQL resolvers: the library walks the rows, one resolver call each."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from sqlalchemy import select

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.web.strawberry_schema import author_loader, schema
from benchmarks.corpus.sqlalchemy.world import AsyncSession, Session

positive = partial(Case, kind="positive", topic="graphql", populate=populate)
silent = partial(Case, kind="silent", topic="graphql", populate=populate)


def names(data: dict[str, Any] | None) -> list[str]:
    """Return the texts of the answer, whatever the fields are called."""
    assert data is not None
    (books,) = data.values()
    return [_text(book) for book in (books if isinstance(books, list) else [books])]


def _text(book: dict[str, Any]) -> str:
    (value,) = book.values()
    return str(value["name"] if isinstance(value, dict) else value)


def ask(query: str) -> list[str]:
    with Session() as session:
        answer = schema.execute_sync(query, context_value={"session": session})
        assert answer.errors is None
        return names(answer.data)


def ask_async(query: str) -> list[str]:
    async def answered() -> list[str]:
        with Session() as session:
            context = {"session": session, "authors": author_loader()}
            answer = await schema.execute(query, context_value=context)
            assert answer.errors is None
            return names(answer.data)

    return asyncio.run(answered())


async def author_name(key: int) -> str:
    async with AsyncSession() as session:
        author = await session.get(Author, key)  # blame: sa_graphql_gathered
        return author.name


def gathered() -> list[str]:
    """What a server does with resolvers: all at once, each a task of its own."""

    async def all_at_once() -> list[str]:
        async with AsyncSession() as session:
            ids = (await session.scalars(select(Author.id))).all()
        return list(await asyncio.gather(*map(author_name, ids)))

    return asyncio.run(all_at_once())


def gathered_fixed() -> list[str]:
    with Session() as session:
        ids = session.scalars(select(Author.id)).all()
        found = session.scalars(select(Author).where(Author.id.in_(ids)))
        by_id = {author.id: author.name for author in found}
        return [by_id[key] for key in ids]


def gathered_tables() -> list[bool]:
    """Different queries at once."""

    async def some(model: type[Any]) -> bool:
        async with AsyncSession() as session:
            return bool((await session.scalars(select(model).limit(1))).all())

    async def all_at_once() -> list[bool]:
        from benchmarks.corpus.sqlalchemy.models import Book, Country

        return list(await asyncio.gather(*map(some, (Author, Book, Country))))

    return asyncio.run(all_at_once())


FIXED = partial(ask, "{ booksWithAuthors { author { name } } }")
LAZY = Expect("NPG001", "Book.author", fix=("joinedload(Book.author)",))
GOT = Expect(
    "NPG004", None, fix=("Author.id.in_(",), any_of=(("joinedload(Book.author)",),)
)
GATHERED = Expect("NPG004", None, fix=("Author.id.in_(",))
CASES = (
    positive(
        "sa_graphql_lazy",
        run=partial(ask, "{ books { author { name } } }"),
        fixed=FIXED,
        expect=(LAZY,),
    ),
    positive(
        "sa_graphql_get",
        run=partial(ask, "{ books { authorGot { name } } }"),
        fixed=FIXED,
        expect=(GOT,),
    ),
    positive(
        "sa_graphql_own_session",
        run=partial(ask_async, "{ books { ownSession } }"),
        fixed=FIXED,
        expect=(GOT,),
    ),
    positive(
        "sa_graphql_gathered", run=gathered, fixed=gathered_fixed, expect=(GATHERED,)
    ),
    silent("sa_graphql_joined", run=FIXED),
    silent("sa_graphql_batched", run=partial(ask_async, "{ books { loaded } }")),
    silent("sa_graphql_one", run=partial(ask, "{ book(key: 2) { author { name } } }")),
    silent("sa_graphql_gathered_tables", run=gathered_tables),
)
