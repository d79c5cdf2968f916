"""A row that a call gave: what the call asked for it is the query to change."""

from __future__ import annotations

import pytest

from nplusone_guard import guard
from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


class Shelf:
    def book_called(self, title):
        return Book.objects.get(title=title)


class Pile:
    def books_called(self, titles):
        return Book.objects.filter(title__in=titles)


TITLES = ["book 0", "book 1", "book 2"]


def authors_on(shelf, titles):
    found = []
    for title in titles:
        book = shelf.book_called(title)
        found.append(book.author.name)
    return found


def authors_in(pile, titles):
    return [book.author.name for book in pile.books_called(titles)]


def found_in(function, *given):
    with guard(mode="collect", threshold=2) as watch:
        function(*given)
    return {finding.relation: finding for finding in watch.report.findings}


def test_the_query_below_the_call_is_joined():
    finding = found_in(authors_on, Shelf(), TITLES)["Book.author"]
    assert finding.origin.expression == "Book.objects.get(title=title)"
    wanted = 'Book.objects.select_related("author").get(title=title)'
    assert finding.advice.code == wanted
    assert finding.certainty == "likely"


def test_a_call_that_gives_many_is_added_to():
    finding = found_in(authors_in, Pile(), TITLES)["Book.author"]
    assert finding.advice.code == 'pile.books_called(titles).select_related("author")'


def test_a_call_with_no_query_of_its_own_is_left_as_it_is():
    books = {book.pk: book for book in Book.objects.all()}
    found = found_in(of_a_dict, Held(books), sorted(books))
    assert ".select_related" not in (found["Book.author"].advice.patch or "")


class Held:
    def __init__(self, books):
        self.books = books

    def one(self, key):
        return self.books[key]


def of_a_dict(held, keys):
    return [held.one(key).author.name for key in keys]
