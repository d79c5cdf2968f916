"""Rows created for a row that the loop creates before: all are written behind it."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_mends, check_silent, found_in, pasted
from tests.django_project.models import Author, Book, Copy, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def left():
    """All that the functions below write."""
    return [
        sorted(Book.objects.values_list("title", "author__name")),
        sorted(Review.objects.values_list("book__title", "stars")),
        sorted(Copy.objects.values_list("book__title", "shelf")),
    ]


def created_with_parts():
    for author in Author.objects.all():
        book = Book.objects.create(title=f"{author.name} again", author=author)
        Review.objects.create(book=book, stars=4)
        Copy.objects.create(book=book, shelf=book.title[:1])


def test_the_parts_are_collected_too():
    findings = found_in(created_with_parts)
    assert [f.code for f in findings] == ["NPG007"] * 3
    code = findings[0].advice.code
    assert code.index("Book.objects.bulk_create(") < code.index("Review.objects.bulk")
    pasted(created_with_parts, findings[0])()
    books = Book.objects.filter(title__endswith="again")
    assert books.count() == Author.objects.count()
    assert all(book.reviews.count() == book.copies.count() == 1 for book in books)


def created_and_told():
    titles = []
    for author in Author.objects.all():
        book = Book.objects.create(title=f"{author.name} again", author=author)
        titles.append(book.title)
    return titles


def test_plain_columns_can_be_read():
    check_mends(created_and_told, "NPG007", "new_books.append(book)", state=left)


def created_and_keyed():
    keys = []
    for author in Author.objects.all():
        book = Book.objects.create(title=f"{author.name} again", author=author)
        keys.append(book.pk)
    return keys


def created_and_handed_on():
    for author in Author.objects.all():
        book = Book.objects.create(title=f"{author.name} again", author=author)
        shelve(book)


def created_and_related():
    for author in Author.objects.all():
        book = Book.objects.create(title=f"{author.name} again", author=author)
        book.reviews.create(stars=1)


def shelve(book):
    Copy.objects.create(book_id=book.pk, shelf="x")


@pytest.mark.parametrize(
    "function", [created_and_keyed, created_and_handed_on, created_and_related]
)
def test_a_direction_where_the_key_is_needed(function):
    finding = found_in(function)[0]
    assert finding.relation is None
    assert "Book.objects.bulk_create(" in finding.advice.code
    assert finding.certainty == "unsure"


def created_together():
    author = Author.objects.first()
    books = [Book(title=str(number), author=author) for number in range(3)]
    Book.objects.bulk_create(books)
    Review.objects.bulk_create([Review(book=book, stars=1) for book in books])


def test_silent():
    check_silent(created_together)
