"""Runs on Django's databases are rolled back."""

from __future__ import annotations

import pytest

from nplusone_guard import NPlusOneError
from nplusone_guard.testing import assert_constant_queries
from tests.django_project.models import Book
from tests.django_project.rows import make_books


@pytest.mark.django_db
def test_djangos_rows_are_gone_after_each_run():
    make_books(1)
    seen = []

    def page():
        seen.append(
            [book.author.name for book in Book.objects.select_related("author")]
        )

    runs = assert_constant_queries(make_books_named, page)

    assert [run.statements for run in runs] == [1, 1]
    assert [len(names) for names in seen] == [3, 3, 6]
    assert Book.objects.count() == 1


@pytest.mark.django_db
def test_djangos_loop_fails_with_the_fix_and_leaves_nothing():
    with pytest.raises(NPlusOneError) as caught:
        assert_constant_queries(
            make_books_named, lambda: [b.author.name for b in Book.objects.all()]
        )

    assert 'select_related("author")' in str(caught.value)
    assert "SELECT django_project_author" in str(caught.value)
    assert Book.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_djangos_own_transaction_is_enough():
    assert_constant_queries(make_books_named, lambda: list(Book.objects.all()))

    assert Book.objects.count() == 0


@pytest.mark.django_db(databases=["default", "other"])
def test_several_databases_are_rolled_back():
    def fill(rows):
        make_books_named(rows)
        Book.objects.using("other").count()

    assert_constant_queries(fill, Book.objects.count, using=["default", "other"])
    assert Book.objects.count() == 0


def make_books_named(rows):
    before = Book.objects.count()
    make_books(rows) if before == 0 else more_books(rows, before)


def more_books(rows, before):
    author = Book.objects.first().author
    for row in range(rows):
        Book.objects.create(title=f"more {before + row}", author=author)
