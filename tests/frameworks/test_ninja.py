from __future__ import annotations

import inspect
import sys
from types import ModuleType

import pytest
from django.urls import path
from ninja import Field, NinjaAPI, Schema

from nplusone_guard import registry
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.ROOT_URLCONF = __name__
    make_books(3)


def line_of(thing, text):
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


class AuthorOut(Schema):
    name: str


class TagOut(Schema):
    name: str


class BookOut(Schema):
    title: str
    author: AuthorOut


class TaggedOut(Schema):
    tags: list[TagOut]


class HouseOut(Schema):
    house: str

    @staticmethod
    def resolve_house(obj):
        return obj.author.publisher.name


class AliasOut(Schema):
    house: str = Field(..., alias="author.publisher.name")


class WriterOut(Schema):
    books: list[TaggedOut]


class BothOut(Schema):
    author: AuthorOut
    editor: AuthorOut


api = NinjaAPI()


@api.get("/books", response=list[BookOut])
def books(request):
    return Book.objects.order_by("id")


@api.get("/tagged", response=list[TaggedOut])
def tagged(request):
    found = Book.objects.order_by("id")
    return found


@api.get("/houses", response=list[HouseOut])
def houses(request):
    return Book.objects.all()


@api.get("/aliases", response=list[AliasOut])
def aliases(request):
    return Book.objects.all()


@api.get("/writers", response=list[WriterOut])
def writers(request):
    return Author.objects.order_by("id")


@api.get("/joined", response=list[BookOut])
def joined(request):
    return Book.objects.select_related("author")


@api.get("/fetched", response=list[WriterOut])
def fetched(request):
    return Author.objects.prefetch_related("books__tags")


@api.get("/one", response=BothOut)
def one_book(request):
    book = Book.objects.order_by("id").first()
    Book.objects.filter(pk=book.pk).update(editor=Author.objects.last())
    return Book.objects.get(pk=book.pk)


# Last: the API takes no more operations once its URLs are known.
urlpatterns = [path("", api.urls)]


def asked(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.json()


def test_the_field_is_blamed_and_the_operation_is_mended(one, client):
    finding = one(lambda: asked(client, "/books"))
    assert finding.relation == "Book.author"
    assert finding.blame.line == line_of(BookOut, "author: AuthorOut")
    assert finding.origin.line == line_of(books, "return Book")
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


def test_a_collection_is_prefetched(one, client):
    finding = one(lambda: asked(client, "/tagged"))
    assert finding.relation == "Book.tags"
    assert finding.blame.line == line_of(TaggedOut, "tags:")
    assert finding.origin.line == line_of(tagged, "found = ")
    assert 'prefetch_related("tags")' in finding.advice.code


def test_a_resolver_is_blamed_at_its_line(found, client):
    author, publisher = found(lambda: asked(client, "/houses"))
    assert author.blame.line == line_of(HouseOut, "obj.author")
    assert 'select_related("author__publisher")' in publisher.advice.code


def test_nested_lists_give_the_whole_path(found, client):
    shelf, tags = found(lambda: asked(client, "/writers"))
    assert shelf.relation == "Author.books"
    assert tags.relation == "Book.tags"
    assert 'prefetch_related("books__tags")' in tags.advice.code


@pytest.mark.parametrize("url", ["/joined", "/fetched", "/one"])
def test_silent(found, client, url):
    assert found(lambda: asked(client, url)) == ()


def test_an_alias_is_followed_whole(found, client):
    author, publisher = found(lambda: asked(client, "/aliases"))
    assert author.blame.line == line_of(AliasOut, "house:")
    assert 'select_related("author")' in author.advice.code
    assert 'select_related("author__publisher")' in publisher.advice.code


def test_what_the_first_request_imports_is_known_in_that_request(
    one, client, monkeypatch, settings
):
    settings.MIDDLEWARE = []  # a scope of its own would wake all rooms once more

    def first():
        for name in ("ninja", "pydantic"):
            registry._installed.pop(f"nplusone_guard.frameworks.{name}").uninstall()
        monkeypatch.setitem(sys.modules, "late_views", ModuleType("late_views"))
        asked(client, "/books")

    finding = one(first)
    assert finding.blame.line == line_of(BookOut, "author: ")
    assert finding.origin is not None
