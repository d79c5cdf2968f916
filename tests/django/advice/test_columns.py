"""Columns that the rows' query left out, and rows read a second time."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_mends, check_silent
from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def left_out_by_only():
    return [book.summary for book in Book.objects.only("title")]


def left_out_by_defer():
    books = Book.objects.defer("summary", "is_public")
    return [book.summary for book in books]


def the_last_of_defer():
    return [book.summary for book in Book.objects.order_by("id").defer("summary")]


def left_out_of_a_joined_row():
    books = Book.objects.select_related("author").only("title", "author__name")
    return [book.author.slug for book in books]


def refreshed():
    titles = []
    for book in Book.objects.order_by("id"):
        book.refresh_from_db()
        titles.append(book.title)
    return titles


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (left_out_by_only, 'only("title", "summary")'),
        (left_out_by_defer, 'defer("is_public")'),
        (the_last_of_defer, 'Book.objects.order_by("id")'),
        (left_out_of_a_joined_row, '"author__slug"'),
        (refreshed, "in_bulk([book.pk for book in books])"),
    ],
)
def test_pasted_advice_loads_the_column(function, fragment):
    check_mends(function, "NPG003", fragment)


def what_is_used():
    return [(book.pk, book.title) for book in Book.objects.only("title")]


def of_one_row():
    book = Book.objects.only("title").first()
    return book.summary, book.is_public


def refreshed_once():
    book = Book.objects.first()
    book.refresh_from_db(fields=["title"])
    return book.title


@pytest.mark.parametrize("function", [what_is_used, of_one_row, refreshed_once])
def test_silent(function):
    check_silent(function)


def deferred_by_the_manager_itself():
    return [book.summary for book in Book.objects.defer("summary")]


def read_again_and_used_after_the_loop():
    books = list(Book.objects.all())
    Book.objects.update(summary="new")
    for book in books:
        book.refresh_from_db()
    return [book.summary for book in books]


def read_again_and_used_in_the_loop():
    books = list(Book.objects.all())
    Book.objects.update(summary="new")
    found = []
    for book in books:
        book.refresh_from_db()
        found.append(book.summary)
    return found, [book.summary for book in books]


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (deferred_by_the_manager_itself, "Book.objects.all()"),
        (read_again_and_used_after_the_loop, "books = [fresh[book.pk] for book in"),
        (read_again_and_used_in_the_loop, "books = [fresh[book.pk] for book in"),
    ],
)
def test_what_is_pasted_gives_the_rows_their_columns(function, fragment):
    check_mends(function, "NPG003", fragment)
