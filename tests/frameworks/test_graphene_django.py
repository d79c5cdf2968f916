from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.django_project.models import Author, Book, Publisher, Tag
from tests.django_project.rows import make_books

graphene = pytest.importorskip("graphene", reason="Graphene is not installed")
graphene_django = pytest.importorskip(
    "graphene_django", reason="Graphene-Django is not installed"
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


class PublisherType(graphene_django.DjangoObjectType):
    class Meta:
        model = Publisher
        fields = ("name",)


class AuthorType(graphene_django.DjangoObjectType):
    house = graphene.String()

    class Meta:
        model = Author
        fields = ("name", "publisher")

    def resolve_house(self, info):
        return self.publisher.name


class TagType(graphene_django.DjangoObjectType):
    class Meta:
        model = Tag
        fields = ("name",)


class BookType(graphene_django.DjangoObjectType):
    class Meta:
        model = Book
        fields = ("title", "author", "tags")
        interfaces = (graphene.relay.Node,)


class JoinedType(graphene_django.DjangoObjectType):
    class Meta:
        model = Book
        fields = ("title", "author")
        interfaces = (graphene.relay.Node,)
        skip_registry = True

    @classmethod
    def get_queryset(cls, queryset, info):
        return queryset.select_related("editor")


class Query(graphene.ObjectType):
    books = graphene.List(BookType)
    ready = graphene.List(BookType)
    listed = graphene_django.DjangoListField(BookType)
    connected = graphene_django.DjangoConnectionField(BookType)
    joined = graphene_django.DjangoConnectionField(JoinedType)

    def resolve_books(self, info):
        return Book.objects.order_by("id")

    def resolve_ready(self, info):
        return Book.objects.select_related("author__publisher").prefetch_related("tags")


schema = graphene.Schema(query=Query)


def line_of(thing: Any, text: str) -> int:
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


def asked(query: str) -> None:
    result = schema.execute(query)
    assert not result.errors


def test_the_entry_in_meta_is_blamed_and_the_resolver_mended(found):
    author, publisher = found(
        lambda: asked("{ books { author { name publisher { name } } } }")
    )
    assert author.blame.line == line_of(BookType, "fields = ")
    assert author.loop.line == line_of(Query, "books = ")
    assert author.origin.line == line_of(Query, 'order_by("id")')
    assert publisher.relation == "Author.publisher"
    assert publisher.advice.code == (
        'Book.objects.order_by("id").select_related("author__publisher")'
    )


def test_a_resolver_is_blamed_at_its_line(found):
    *_, house = found(lambda: asked("{ books { author { house } } }"))
    assert house.blame.line == line_of(AuthorType, "self.publisher")
    assert '"author__publisher"' in house.advice.code


def test_a_collection_is_prefetched(one):
    finding = one(lambda: asked("{ books { tags { name } } }"))
    assert finding.relation == "Book.tags"
    assert finding.advice.code.endswith('.prefetch_related("tags")')


@pytest.mark.parametrize(
    "query",
    [
        "{ listed { author { name } } }",
        "{ connected { edges { node { author { name } } } } }",
    ],
)
def test_rows_without_a_resolver_come_from_the_type(one, query):
    finding = one(lambda: asked(query))
    assert finding.blame.line == line_of(BookType, "fields = ")
    assert finding.origin.line == line_of(BookType, "class BookType")
    assert 'return queryset.select_related("author")' in finding.advice.code
    assert '+        return queryset.select_related("author")' in finding.advice.patch


def test_a_query_of_the_type_is_added_to(one):
    finding = one(lambda: asked("{ joined { edges { node { author { name } } } } }"))
    assert finding.origin.line == line_of(JoinedType, "return queryset")
    assert finding.advice.code == (
        'queryset.select_related("editor").select_related("author")'
    )


@pytest.mark.parametrize(
    "query",
    [
        "{ ready { title author { name publisher { name } } tags { name } } }",
        "{ connected { edges { node { title } } } }",
    ],
)
def test_what_is_loaded_asks_nothing(found, query):
    assert found(lambda: asked(query)) == ()
