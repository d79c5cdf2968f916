from __future__ import annotations

import inspect
import sys
from types import ModuleType
from typing import Any

import pytest
import strawberry

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Author, Book, Publisher, Tag
from tests.django_project.rows import make_books

strawberry_django = pytest.importorskip(
    "strawberry_django", reason="strawberry-graphql-django is not installed"
)
optimizer = pytest.importorskip("strawberry_django.optimizer")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


@strawberry_django.type(Publisher)
class PublisherType:
    name: strawberry.auto


@strawberry_django.type(Author)
class AuthorType:
    name: strawberry.auto
    publisher: PublisherType | None

    @strawberry_django.field
    def shelf(self) -> int:
        return self.books.count()


@strawberry_django.type(Tag)
class TagType:
    name: strawberry.auto


@strawberry_django.type(Book)
class BookType:
    title: strawberry.auto
    author: AuthorType
    tags: list[TagType]


@strawberry.type
class Query:
    plain: list[BookType] = strawberry_django.field()

    @strawberry_django.field
    def books(self) -> list[BookType]:
        return Book.objects.order_by("id")

    @strawberry_django.field
    def authors(self) -> list[AuthorType]:
        return Author.objects.order_by("id")

    @strawberry_django.field
    def ready(self) -> list[BookType]:
        return Book.objects.select_related("author__publisher")


slow = strawberry.Schema(Query)
fast = strawberry.Schema(Query, extensions=[optimizer.DjangoOptimizerExtension])


def line_of(thing: Any, text: str) -> int:
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


def asked(query: str, schema: Any = slow) -> None:
    result = schema.execute_sync(query)
    assert not result.errors


def test_the_field_is_blamed_and_the_resolver_mended(found):
    author, publisher = found(
        lambda: asked("{ books { author { name publisher { name } } } }")
    )
    assert author.blame.line == line_of(BookType, "author: ")
    assert author.origin.line == line_of(Query, "Book.objects.order_by")
    assert publisher.blame.line == line_of(AuthorType, "publisher: ")
    assert publisher.advice.code == (
        'Book.objects.order_by("id").select_related("author__publisher")'
    )


def test_a_method_is_blamed_at_its_line(one):
    finding = one(lambda: asked("{ authors { shelf } }"))
    assert finding.code == "NPG005"
    assert finding.blame.line == line_of(AuthorType, "self.books.count")
    assert "annotate(books_count=Count(" in finding.advice.code


def test_rows_without_a_resolver_come_from_the_type(one):
    finding = one(lambda: asked("{ plain { author { name } } }"))
    assert finding.origin.line == line_of(BookType, "class BookType")
    assert '+        return queryset.select_related("author")' in finding.advice.patch


def test_a_collection_needs_the_optimizer(one):
    finding = one(lambda: asked("{ books { tags { name } } }"))
    assert finding.relation == "Book.tags"
    assert finding.blame.line == line_of(BookType, "tags: ")
    assert finding.advice.place.line == line_of_text("slow = ")
    code = "slow = strawberry.Schema(Query, extensions=[DjangoOptimizerExtension])"
    assert finding.advice.code == code
    assert f"+{code}" in finding.advice.patch


def line_of_text(text: str) -> int:
    with open(__file__, encoding="utf-8") as source:
        return next(n for n, line in enumerate(source, 1) if line.startswith(text))


def test_a_schema_of_the_same_name_elsewhere_is_another(one, monkeypatch, tmp_path):
    other = tmp_path / "other.py"
    other.write_text("other = strawberry.Schema(query=Query)\n")
    monkeypatch.setitem(sys.modules, "other_schema", ModuleType("other_schema"))
    sys.modules["other_schema"].__file__ = str(other)
    finding = one(lambda: asked("{ books { tags { name } } }"))
    assert finding.advice.place.file == __file__
    assert "DjangoOptimizerExtension" in patch_for(finding.advice)


@pytest.mark.parametrize(
    "query",
    [
        "{ books { author { name publisher { name } } tags { name } } }",
        "{ plain { author { name } } }",
    ],
)
def test_a_schema_with_the_optimizer_asks_nothing(found, query):
    assert found(lambda: asked(query, fast)) == ()


def test_rows_that_are_joined_ask_nothing(found):
    assert found(lambda: asked("{ ready { author { publisher { name } } } }")) == ()
