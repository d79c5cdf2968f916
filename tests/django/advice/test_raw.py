"""Hand-written SQL per row: one statement with IN."""

from __future__ import annotations

from textwrap import dedent

import pytest
from django.db import connection

from tests.django.pasting import check_finds, check_silent
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def with_parameters():
    keys = list(Book.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT title FROM django_project_book WHERE id = %s", [key])
            cursor.fetchone()


def with_values_in_the_text():
    for key in list(Book.objects.values_list("pk", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT title FROM django_project_book WHERE id = {key}")
            cursor.fetchone()


def rows_of_a_manager():
    query = "SELECT id, title FROM django_project_book WHERE author_id = %s"
    for author in Author.objects.all():
        for book in Book.objects.raw(query, [author.pk]):
            book.title


@pytest.mark.parametrize("function", [with_parameters, rows_of_a_manager])
def test_the_statement_asks_for_all_keys(function):
    check_finds(function, "NPG009", " IN (", "ids = ")


def test_values_in_the_text_become_parameters():
    check_finds(with_values_in_the_text, "NPG009", " IN (", "with connection.cursor()")


def test_the_lines_run():
    finding = check_finds(with_parameters, "NPG009")
    keys = list(Book.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        names = {"keys": keys, "cursor": cursor}
        exec(dedent(finding.advice.code), names)
    assert set(names["by_id"]) == set(keys)


def one_statement():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title FROM django_project_book")
        return cursor.fetchall()


def executemany():
    keys = [(key,) for key in Book.objects.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE django_project_book SET summary = '' WHERE id = %s", keys
        )


def in_small_pieces():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM django_project_book")
        while cursor.fetchmany(1):
            pass


@pytest.mark.parametrize("function", [one_statement, executemany, in_small_pieces])
def test_silent(function):
    check_silent(function)
