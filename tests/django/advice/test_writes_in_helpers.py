"""Rows written one by one in a helper: its lines stand in the loop, without the write."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(4)


def left():
    """All that the functions below write."""
    return [
        list(Tag.objects.order_by("pk").values_list("name", flat=True)),
        list(Book.objects.order_by("pk").values_list("title", "summary")),
        list(Author.objects.order_by("pk").values_list("name", flat=True)),
    ]


def touch(book, word="seen"):
    """Mark a book."""
    book.summary = word
    book.save()


def saved_by_a_function():
    for book in Book.objects.all():
        touch(book, word=book.title)


def rename(author, name):
    author.name = name
    store(author)


def store(author):
    author.save(update_fields=["name"])


def saved_by_a_function_of_a_function():
    for author in Author.objects.all():
        if author.name != "author 1":
            rename(author, author.slug)


class Renaming:
    suffix = "!"

    def rename(self, author):
        author.name += self.suffix
        author.save()


def saved_by_a_method():
    renaming = Renaming()
    for author in Author.objects.all():
        renaming.rename(author)


def note(name):
    Tag.objects.create(name=name.upper())


def created_by_a_function():
    for book in Book.objects.all():
        note(book.title)


def shorten(key, title):
    Book.objects.filter(pk=key).update(summary=title[:3])


def updated_by_a_function():
    for book in Book.objects.all():
        shorten(book.pk, book.title)


def saved_by_a_function_inside():
    def touch(book):
        book.summary = "seen"
        book.save()

    for book in Book.objects.all():
        touch(book)


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (saved_by_a_function, "        book.summary = book.title\n"),
        (saved_by_a_function_of_a_function, "author.name = author.slug"),
        (saved_by_a_method, "author.name += renaming.suffix"),
        (created_by_a_function, "new_tags.append(Tag(name=book.title.upper()))"),
        (updated_by_a_function, "summary=book.title[:3]"),
        (saved_by_a_function_inside, 'book.summary = "seen"'),
    ],
)
def test_pasted_advice_writes_together(function, fragment):
    check_mends(function, "NPG007", fragment, state=left)


def shout(book):
    loud = book.title.upper()
    book.summary = loud
    book.save()


def saved_with_a_variable():
    for book in Book.objects.all():
        shout(book)


def save_if(book):
    if book.title != "book 1":
        book.summary = "seen"
        book.save()


def saved_under_a_condition():
    for book in Book.objects.all():
        save_if(book)


@pytest.mark.parametrize("function", [saved_with_a_variable, saved_under_a_condition])
def test_a_direction_where_a_helper_does_more(function):
    assert check_finds(function, "NPG007", "bulk_update(").certainty == "unsure"


def saved_once():
    touch(Book.objects.first())


def test_silent():
    check_silent(saved_once)
