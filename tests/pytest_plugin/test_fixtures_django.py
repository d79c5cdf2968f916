"""The proof of constant queries as a fixture, on Django's database."""

from __future__ import annotations

pytest_plugins = ["pytester"]


def test_constant_queries_ask_for_djangos_database(inner):
    result = inner(
        django=True,
        test_page="""
import pytest
from nplusone_guard import NPlusOneError
from tests.django_project.models import Book
from tests.django_project.rows import make_books

def test_constant(assert_constant_queries):
    assert_constant_queries(make_books, lambda: list(Book.objects.select_related("author")))

def test_growing(assert_constant_queries):
    with pytest.raises(NPlusOneError, match="select_related"):
        assert_constant_queries(
            make_books, lambda: [book.author.name for book in Book.objects.all()]
        )
    assert Book.objects.count() == 0

@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around(assert_constant_queries):
    assert_constant_queries(make_books, lambda: list(Book.objects.all()))
    assert Book.objects.count() == 0
""",
    )

    result.assert_outcomes(passed=3)
