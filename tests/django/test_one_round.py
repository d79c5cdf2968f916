"""A helper for many rows that is handed one at a time, and the loop that does so."""

from __future__ import annotations

import pytest

from nplusone_guard import guard
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(2)


def found_in(function):
    with guard(mode="collect", threshold=2) as watch:
        function()
    return [finding.code for finding in watch.report.findings]


def tags_of(books):
    found = {}
    for book in books:
        found[book.pk] = list(book.tags.values_list("name", flat=True))
    return found


def reviews_of(books):
    if not isinstance(books, list):
        books = [books]
    return {book.pk: book.reviews.count() for book in books}


def one_here_and_one_there():
    first, last = Book.objects.first(), Book.objects.last()
    return tags_of([first]), tags_of([last])


def one_made_a_list_inside():
    first, last = Book.objects.first(), Book.objects.last()
    return reviews_of(first), reviews_of(last)


def each_in_a_loop():
    return [tags_of([book]) for book in Book.objects.all()]


def each_in_a_map():
    return list(map(tags_of_one, Book.objects.all()))


def tags_of_one(book):
    return tags_of([book])


def each_in_a_list_made_inside():
    return [reviews_of(book) for book in Book.objects.all()]


def two_lists_with_one_row_today():
    odd = list(Book.objects.filter(title="book 1"))
    even = list(Book.objects.filter(title="book 0"))
    return tags_of(odd), tags_of(even)


def one_then_many():
    author = Author.objects.first()
    return tags_of([author.books.first()]), tags_of(list(Book.objects.all()))


@pytest.mark.parametrize("function", [one_here_and_one_there, one_made_a_list_inside])
def test_one_thing_here_and_one_there_is_silent(function):
    assert found_in(function) == []


@pytest.mark.parametrize(
    "function",
    [
        each_in_a_loop,
        each_in_a_map,
        each_in_a_list_made_inside,
        two_lists_with_one_row_today,
        one_then_many,
    ],
)
def test_one_thing_at_a_time_in_a_loop_is_told(function):
    assert len(found_in(function)) == 1
