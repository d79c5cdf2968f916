"""Loops over what things are called: the rows are those of the loop around them."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_silent, found_in
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db

COLUMNS = ["title", "author__name", "author__publisher__name"]


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    # Two relations lead from a book to an author: only the way tells which it was.
    Book.objects.update(editor=Author.objects.first())


def value_of(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def exported():
    columns = ["title", "author__name", "author__publisher__name"]
    found = []
    for book in Book.objects.all():
        found.append([value_of(book, column) for column in columns])
    return found


class Export:
    columns = ("title", "author__name", "author__publisher__name")

    def __init__(self, rows):
        self.rows = rows

    def lines(self):
        for row in self.rows:
            yield [value_of(row, column) for column in self.columns]


def exported_by_a_class():
    return list(Export(Book.objects.all()).lines())


def described():
    found = []
    for book in Book.objects.all():
        for field in ("title", "author"):
            found.append(str(getattr(book, field)))
    return found


@pytest.mark.parametrize(
    ("function", "loop", "paths"),
    [
        (exported, "for book in", ["author", "author__publisher"]),
        (exported_by_a_class, "for row in", ["author", "author__publisher"]),
        (described, "for book in", ["author"]),
    ],
)
def test_the_loop_over_rows_is_told(function, loop, paths):
    findings = found_in(function)
    assert [f.code for f in findings] == ["NPG001"] * len(paths)
    for finding, path in zip(findings, paths, strict=True):
        assert finding.loop is not None
        assert loop in (finding.loop.expression or "")
        assert f'select_related("{path}")' in finding.advice.code


def exported_with_everything():
    books = Book.objects.select_related("author__publisher")
    return [[value_of(book, column) for column in COLUMNS] for book in books]


def exported_one():
    book = Book.objects.first()
    return [value_of(book, column) for column in COLUMNS]


@pytest.mark.parametrize("function", [exported_with_everything, exported_one])
def test_silent(function):
    check_silent(function)
