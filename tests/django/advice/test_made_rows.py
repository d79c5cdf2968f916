"""Rows that a property or a `to_attr` makes: what they lack is loaded where they are made."""

from __future__ import annotations

import inspect

import pytest
from django.db.models import Prefetch, prefetch_related_objects

from tests.django.pasting import check_finds, check_mends
from tests.django_project import models
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    author = Author.objects.get(slug="author-0")
    for book in Book.objects.all():
        book.editor = book.author
        book.author = author
        book.save()


def editors_of_a_property():
    author = Author.objects.get(slug="author-0")
    books = author.listed_books
    return [book.editor.name for book in books]


def editors_of_a_prefetch_in_sight():
    authors = Author.objects.prefetch_related(
        Prefetch("books", queryset=Book.objects.order_by("pk"), to_attr="in_sight")
    )
    author = authors.get(slug="author-0")
    books = author.in_sight
    return [book.editor.name for book in books]


def editors_of_a_manager():
    author = Author.objects.get(slug="author-0")
    books = author.books.all()
    return [book.editor.name for book in books]


def loaded_once():
    author = Author.objects.get(slug="author-0")
    books = Book.objects.filter(is_public=True)
    prefetch_related_objects([author], Prefetch("books", books, to_attr="loaded"))
    return [book.editor.name for book in author.loaded]


def handed_over(author):
    books = author.handed
    return [book.editor.name for book in books]


def sorted_out(author):
    books = author.shown_books
    return [book.editor.name for book in books]


def found_good(author):
    return [book.editor.name for book in author.good_books]


def handed_with_a_query(author):
    books = author.with_query
    return [book.editor.name for book in books]


def test_the_query_in_a_property_is_changed():
    finding = check_finds(editors_of_a_property, "NPG001")
    assert finding.advice.code == (
        'self.books.filter(is_public=True).select_related("editor")'
    )
    assert finding.advice.place.file == inspect.getsourcefile(models)


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (editors_of_a_prefetch_in_sight, '.select_related("editor")'),
        (editors_of_a_manager, ""),
        (loaded_once, 'Book.objects.filter(is_public=True).select_related("editor")'),
    ],
)
def test_a_query_in_sight_is_mended(function, fragment):
    check_mends(function, "NPG001", fragment)


@pytest.fixture
def author():
    handed = Prefetch("books", to_attr="handed")
    with_query = Prefetch("books", Book.objects.order_by("pk"), to_attr="with_query")
    return Author.objects.prefetch_related(handed, with_query).get(slug="author-0")


@pytest.mark.parametrize(
    ("function", "name"), [(handed_over, "handed"), (sorted_out, "shown_books")]
)
def test_a_list_of_which_no_query_is_seen_gets_a_direction(author, function, name):
    finding = check_finds(lambda: function(author), "NPG001")
    assert finding.certainty == "unsure"
    assert finding.advice.code == '.select_related("editor")'
    assert finding.advice.text.startswith(f"{name} is a list by now")


def test_a_list_made_elsewhere_is_mended_in_its_prefetch(author):
    finding = check_finds(lambda: handed_with_a_query(author), "NPG001")
    assert finding.advice.code == 'Book.objects.order_by("pk").select_related("editor")'


def test_the_query_that_a_property_gives_is_changed(author):
    finding = check_finds(lambda: found_good(author), "NPG001")
    assert finding.advice.code == (
        'self.books.filter(is_public=True).select_related("editor")'
    )
