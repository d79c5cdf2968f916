"""Loops without a frame: the call that goes round is named, and its rows are mended."""

from __future__ import annotations

import functools
from functools import reduce
from operator import attrgetter

import pytest

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(2)


def by_name():
    return [b.id for b in sorted(Book.objects.all(), key=lambda b: b.author.name)]


def sorted_in_place():
    books = list(Book.objects.order_by("id"))
    books.sort(key=lambda book: book.author.name)
    return [book.id for book in books]


def first_by_name():
    return min(Book.objects.all(), key=lambda book: book.author.name).id


def mapped():
    books = Book.objects.order_by("id")
    return list(map(lambda book: book.author.name, books))  # noqa: C417 - is the subject


def mapped_by_a_function():
    def name_of(book):
        return book.author.name

    return ", ".join(map(name_of, Book.objects.order_by("id")))


def mapped_by_attribute():
    return list(map(attrgetter("author.name"), Book.objects.order_by("id")))


def any_of_them():
    books = Book.objects.order_by("id")
    return any(map(lambda book: not book.author.name, books))  # noqa: C417 - is the subject


def added_up():
    books = Book.objects.order_by("id")
    return reduce(lambda total, book: total + len(book.author.name), books, 0)


def added_up_by_module():
    books = Book.objects.order_by("id")
    return functools.reduce(lambda total, b: total + len(b.author.name), books, 0)


def filtered():
    books = Book.objects.order_by("id")
    return [book.id for book in filter(lambda book: book.author.name, books)]


def as_text():
    return sorted(Book.objects.all(), key=lambda book: str(book.author))[0].id


def fewest_books():
    return min(
        Author.objects.order_by("id"), key=lambda author: author.books.count()
    ).id


@pytest.mark.parametrize(
    ("function", "loop"),
    [
        (by_name, "sorted(Book.objects.all(), key=lambda b: b.author.name)"),
        (sorted_in_place, "books.sort(key=lambda book: book.author.name)"),
        (
            first_by_name,
            "min(Book.objects.all(), key=lambda book: book.author.name)",
        ),
        (
            mapped,
            "list(map(lambda book: book.author.name, books))",
        ),
        (
            mapped_by_a_function,
            '", ".join(map(name_of, Book.objects.order_by("id")))',
        ),
        (
            mapped_by_attribute,
            'list(map(attrgetter("author.name"), Book.objects.order_by("id")))',
        ),
        (
            added_up,
            "reduce(lambda total, book: total + len(book.author.name), books, 0)",
        ),
        (
            added_up_by_module,
            "functools.reduce(lambda total, b: total + len(b.author.name), books, 0)",
        ),
        (
            as_text,
            "sorted(Book.objects.all(), key=lambda book: str(book.author))",
        ),
    ],
)
def test_the_call_that_goes_round_is_the_loop(function, loop):
    finding = check_mends(function, "NPG001", "select_related")

    assert finding.loop is not None
    assert finding.loop.expression == loop


def test_what_a_loop_goes_over_goes_round_by_itself():
    loop = check_mends(filtered, "NPG001", "select_related").loop

    assert loop is not None
    assert "filter(lambda book: book.author.name, books)" in (loop.expression or "")


def test_any_stops_at_the_first():
    loop = check_finds(any_of_them, "NPG001", "select_related").loop

    assert loop is not None
    assert (loop.expression or "").startswith("any(map(")


def test_a_change_within_a_lambda_is_one_block_with_its_function():
    check_mends(fewest_books, "NPG005", "annotate(", "author.books_count")


def sorted_once_joined():
    books = Book.objects.select_related("author")
    return sorted(books, key=lambda book: book.author.name)[0].id


def largest_then_read():
    return max(Book.objects.all(), key=lambda book: book.id).author.name


def two_texts():
    return str(Book.objects.get(title="book 0").author), str(Author.objects.first())


@pytest.mark.parametrize("function", [sorted_once_joined, largest_then_read, two_texts])
def test_without_a_query_per_row_it_stays_silent(function):
    check_silent(function)
