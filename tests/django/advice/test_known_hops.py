"""Relations that were loaded with the rows, so that only the source names them."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_mends, check_silent
from tests.django_project.models import Author, Book, Note
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    for book in Book.objects.all():
        Note.objects.create(target=book, text=f"on {book.title}")


def behind_a_generic_key():
    notes = Note.objects.prefetch_related("target").order_by("id")
    return [note.target.author.name for note in notes]


def behind_a_generic_key_once():
    notes = Note.objects.prefetch_related("target__author").order_by("id")
    return [note.target.author.name for note in notes]


def behind_the_first_of_a_collection():
    authors = Author.objects.prefetch_related("books").order_by("name")
    return [author.books.all()[0].editor_id or first(author) for author in authors]


def first(author):
    return [note.text for note in author.books.all()[0].notes.all()]


@pytest.mark.parametrize(
    ("function", "code", "fragment"),
    [
        (behind_a_generic_key, "NPG001", '.prefetch_related("target__author")'),
        (
            behind_the_first_of_a_collection,
            "NPG002",
            '.prefetch_related("books__notes")',
        ),
    ],
)
def test_the_whole_way_is_prefetched(function, code, fragment):
    check_mends(function, code, fragment)


def test_what_was_prefetched_with_its_target_is_silent():
    check_silent(behind_a_generic_key_once)
