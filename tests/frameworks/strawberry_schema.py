"""A schema whose types wrap rows of SQLAlchemy, as its users write them."""

from __future__ import annotations

import strawberry
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from strawberry.types import Info

from tests.sqlalchemy.models import Author, Book


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
    def author(self) -> AuthorNode:
        return AuthorNode(row=self.row.author)

    @strawberry.field
    def author_got(self, info: Info) -> AuthorNode:
        return AuthorNode(row=info.context["session"].get(Author, self.row.author_id))

    @strawberry.field
    def own_session(self, info: Info) -> str:
        with Session(info.context["engine"]) as session:
            author = session.get_one(Author, self.row.author_id)
            return author.name

    @strawberry.field
    async def loaded(self, info: Info) -> str:
        author: Author = await info.context["authors"].load(self.row.author_id)
        return author.name


@strawberry.type
class Query:
    @strawberry.field
    def books(self, info: Info) -> list[BookNode]:
        found = info.context["session"].scalars(select(Book))
        return [BookNode(row=book) for book in found]

    @strawberry.field
    def books_with_authors(self, info: Info) -> list[BookNode]:
        query = select(Book).options(joinedload(Book.author))
        return [BookNode(row=book) for book in info.context["session"].scalars(query)]

    @strawberry.field
    def book(self, info: Info) -> BookNode:
        return BookNode(row=info.context["session"].get(Book, 1))


schema = strawberry.Schema(Query)
