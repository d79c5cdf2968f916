"""The library behind Strawberry: resolvers, some with a session of their own."""

from __future__ import annotations

import strawberry
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from benchmarks.corpus.sqlalchemy.models import Author, Book
from benchmarks.corpus.sqlalchemy.world import AsyncSession


@strawberry.type
class AuthorNode:
    row: strawberry.Private[Author]

    @strawberry.field
    def name(self) -> str:
        return self.row.name


@strawberry.type
class BookNode:
    row: strawberry.Private[Book]

    @strawberry.field
    def title(self) -> str:
        return self.row.title

    @strawberry.field
    def author(self) -> AuthorNode:
        return AuthorNode(row=self.row.author)  # blame: sa_graphql_lazy

    @strawberry.field
    def author_got(self, info: Info) -> AuthorNode:
        session = info.context["session"]
        return AuthorNode(row=session.get(Author, self.row.author_id))  # blame: sa_graphql_get  # fmt: skip

    @strawberry.field
    async def own_session(self) -> str:
        async with AsyncSession() as session:
            author = await session.get(Author, self.row.author_id)  # blame: sa_graphql_own_session  # fmt: skip
            return author.name

    @strawberry.field
    async def loaded(self, info: Info) -> str:
        author: Author = await info.context["authors"].load(self.row.author_id)
        return author.name


@strawberry.type
class Query:
    @strawberry.field
    def books(self, info: Info) -> list[BookNode]:
        found = info.context["session"].scalars(select(Book))  # origin: sa_graphql_lazy
        return [BookNode(row=book) for book in found]

    @strawberry.field
    def books_with_authors(self, info: Info) -> list[BookNode]:
        query = select(Book).options(joinedload(Book.author))
        return [BookNode(row=book) for book in info.context["session"].scalars(query)]

    @strawberry.field
    def book(self, info: Info, key: int) -> BookNode:
        return BookNode(row=info.context["session"].get(Book, key))


async def authors_among(keys: list[int]) -> list[Author]:
    async with AsyncSession() as session:
        found = await session.scalars(select(Author).where(Author.id.in_(keys)))
        by_id = {author.id: author for author in found}
        return [by_id[key] for key in keys]


def author_loader() -> DataLoader[int, Author]:
    return DataLoader(load_fn=authors_among)


schema = strawberry.Schema(Query)
