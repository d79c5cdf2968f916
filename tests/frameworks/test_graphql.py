from __future__ import annotations

import inspect

import pytest
import strawberry

from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


def line_of(thing, text):
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


@strawberry.type
class TagType:
    name: str


@strawberry.type
class AuthorType:
    name: str


@strawberry.type
class BookType:
    title: str
    author: AuthorType

    @strawberry.field
    def tags(self) -> list[TagType]:
        return self.tags.all()

    @strawberry.field
    def house(self) -> str:
        return self.author.publisher.name


@strawberry.type
class Query:
    @strawberry.field
    def books(self) -> list[BookType]:
        return Book.objects.order_by("id")

    @strawberry.field
    def joined(self) -> list[BookType]:
        return Book.objects.select_related("author__publisher").prefetch_related("tags")

    @strawberry.field
    def book(self) -> BookType:
        return Book.objects.order_by("id").first()


schema = strawberry.Schema(Query)


def asked(query):
    result = schema.execute_sync(query)
    assert result.errors is None
    return result.data


def test_a_field_without_a_resolver_is_blamed_itself(one):
    finding = one(lambda: asked("{ books { title author { name } } }"))
    assert finding.relation == "Book.author"
    assert finding.blame.line == line_of(BookType, "author: AuthorType")
    assert finding.loop.function == "Query"
    assert finding.origin.expression == 'Book.objects.order_by("id")'
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


def test_a_resolver_is_blamed_at_its_line(found):
    author, publisher = found(lambda: asked("{ books { house } }"))
    assert author.blame.expression == "self.author"
    assert publisher.relation == "Author.publisher"
    assert 'select_related("author__publisher")' in publisher.advice.code


def test_a_collection_is_prefetched_where_the_rows_are_resolved(one):
    finding = one(lambda: asked("{ books { tags { name } } }"))
    assert finding.relation == "Book.tags"
    assert 'prefetch_related("tags")' in finding.advice.code


@pytest.mark.parametrize(
    "query",
    [
        "{ joined { title author { name } house tags { name } } }",
        "{ book { title author { name } house tags { name } } }",
        "{ books { title } }",
        "{ a: book { author { name } } b: book { author { name } } }",
    ],
)
def test_silent(found, query):
    assert found(lambda: asked(query)) == ()
