"""A loop over what is asked of one row is not the loop that brings the rows."""

from __future__ import annotations

import inspect

import pytest

from nplusone_guard import guard
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)
    Book.objects.update(editor=Author.objects.first())


def found(function):
    with guard(mode="collect", threshold=2) as watch:
        function()
    return {finding.relation: finding for finding in watch.report.findings}


def line_of(function, text):
    lines, start = inspect.getsourcelines(function)
    return next(start + number for number, line in enumerate(lines) if text in line)


def names_in_a_loop():
    for book in Book.objects.order_by("id"):
        for name in choose("title", "author"):
            str(getattr(book, name))


def names_in_a_function():
    for book in Book.objects.order_by("id"):
        as_dict(book, choose("title", "author"))


def as_dict(row, names):
    return {name: str(getattr(row, name)) for name in names}


def by_the_row_itself():
    for book in Shelved.objects.order_by("id"):
        book.texts(choose("title", "author"))


class Shelved(Book):
    class Meta:
        proxy = True
        app_label = Book._meta.app_label

    def texts(self, names):
        found = []
        for name in names:
            if name == "author":
                found.append(self.author.name)
        return found


def choose(*names):
    return list(names)


@pytest.mark.parametrize(
    "program", [names_in_a_loop, names_in_a_function, by_the_row_itself]
)
def test_the_loop_is_the_one_that_brings_the_rows(program):
    finding = found(program)["Book.author"]
    assert finding.loop.line == line_of(program, "objects.order_by")
    assert finding.origin.line == line_of(program, "objects.order_by")
    assert '.order_by("id").select_related("author")' in finding.advice.code


def books_of_authors():
    for author in Author.objects.order_by("id"):
        for book in author.books.all():
            str(book.editor.name)


def rows_renamed():
    for author in Author.objects.order_by("id"):
        rows = list(author.books.all())
        while rows:
            row = rows.pop()
            str(row.editor.name)


@pytest.mark.parametrize(
    ("program", "text"),
    [(books_of_authors, "for book in"), (rows_renamed, "while rows")],
)
def test_a_loop_that_takes_another_row_in_each_round_is_the_one(program, text):
    Book.objects.update(author=Author.objects.first())
    finding = found(program)["Book.editor"]
    assert finding.loop.line == line_of(program, text)


def one_row():
    book = Book.objects.first()
    for name in choose("author", "editor", "title"):
        str(getattr(book, name))


def test_a_row_alone_is_silent():
    Book.objects.update(editor=None)
    assert found(one_row) == {}


def tags_of_one():
    author = Author.objects.first()
    for number in choose("1", "2", "3"):
        str(list(author.books.filter(title=f"book {number}")))


def test_a_question_that_is_not_kept_is_repeated_by_the_inner_loop():
    (finding,) = found(tags_of_one).values()
    assert finding.loop.line == line_of(tags_of_one, "for number")
