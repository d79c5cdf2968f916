"""Rows of several queries in one loop: each of them needs the fix."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.django.pasting import check_mends, check_silent
from tests.django_project.models import Book, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(6)
    Review.objects.create(book=Book.objects.first(), stars=3)


def joined_by_union():
    new = Book.objects.filter(title="book 0").order_by()
    old = Book.objects.exclude(title="book 0").order_by()
    return [book.author.name for book in new.union(old).order_by("title")]


def joined_by_union_in_one_go():
    first = Book.objects.filter(title="book 0").order_by()
    books = first.union(Book.objects.exclude(title="book 0").order_by(), all=True)
    return sorted(book.author.name for book in books)


def prefetched_behind_a_union():
    new = Book.objects.filter(title="book 0").order_by()
    old = Book.objects.exclude(title="book 0").order_by()
    found = []
    for book in new.union(old).order_by("title"):
        found.append([tag.name for tag in book.tags.all()])
    return found


def filtered_behind_a_chain():
    new = Book.objects.filter(title="book 0")
    old = Book.objects.exclude(title="book 0")
    found = []
    for book in chain(new, old):
        found.append([review.stars for review in book.reviews.filter(stars__gt=0)])
    return found


def counted_behind_a_chain():
    new = Book.objects.filter(title="book 0")
    old = Book.objects.exclude(title="book 0")
    return [book.reviews.filter(stars__gt=0).count() for book in chain(new, old)]


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (joined_by_union, "NPG001"),
        (joined_by_union_in_one_go, "NPG001"),
        (prefetched_behind_a_union, "NPG002"),
        (filtered_behind_a_chain, "NPG006"),
        (counted_behind_a_chain, "NPG005"),
    ],
)
def test_every_query_is_changed(function, code):
    check_mends(function, code)


def loaded_before_the_union():
    new = Book.objects.filter(title="book 0").order_by().select_related("author")
    old = Book.objects.exclude(title="book 0").order_by().select_related("author")
    return [book.author.name for book in new.union(old).order_by("title")]


def test_silent():
    check_silent(loaded_before_the_union)
