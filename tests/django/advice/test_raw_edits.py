"""Hand-written SQL per row, pasted over: one statement, and what each round fetched."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.django.pasting import check_mends, found_in
from tests.django_project.models import Author, Book, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    book = Book.objects.get(title="book 1")
    for stars in (4, 5):
        Review.objects.create(book=book, stars=stars)
    Author.objects.create(name="idle", slug="idle")


def left():
    books = Book.objects.order_by("id").values("title", "summary")
    return list(books), list(Tag.objects.values_list("name", flat=True))


def aggregates():
    found = {}
    with connection.cursor() as cursor:
        for author in Author.objects.all():
            cursor.execute(
                "SELECT COUNT(*), MAX(title) FROM django_project_book"
                " WHERE author_id = %s AND is_public = 1",
                [author.pk],
            )
            count, title = cursor.fetchone()
            found[author.slug] = (count, title)
    return found


def several_rows():
    found = []
    with connection.cursor() as cursor:
        for book in Book.objects.all():
            cursor.execute(
                """
                SELECT stars, id
                FROM django_project_review
                WHERE book_id = %s AND stars > %s
                ORDER BY id
                """,
                [book.pk, 0],
            )
            found.append(cursor.fetchall())
    return found


def gone_over():
    found = []
    for pk in list(Book.objects.values_list("pk", flat=True)):
        with connection.cursor() as cursor:
            query = "SELECT id FROM django_project_review WHERE book_id = %s"
            cursor.execute(query % pk)
            for (key,) in cursor:
                found.append(key)
    return found


def text_in_quotes():
    found = []
    cursor = connection.cursor()
    for slug in ["author-0", "author-1", "nobody"]:
        cursor.execute(f"SELECT name FROM django_project_author WHERE slug = '{slug}'")
        row = cursor.fetchone()
        found.append(row and row[0])
    return found


def formatted():
    found = []
    cursor = connection.cursor()
    for author in Author.objects.all():
        cursor.execute(
            f"SELECT title FROM django_project_book WHERE author_id = {author.pk}"
        )
        found.append(cursor.fetchall())
    return found


def whether():
    found = []
    with connection.cursor() as cursor:
        for author in Author.objects.all():
            cursor.execute(
                "SELECT 1 FROM django_project_book WHERE author_id = %s LIMIT 1",
                [author.pk],
            )
            if cursor.fetchone():
                found.append(author.slug)
    return found


def in_a_helper():
    def total_of(key):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT SUM(stars) FROM django_project_review WHERE book_id = %s", [key]
            )
            return cursor.fetchone()[0] or 0

    return [total_of(book.pk) for book in Book.objects.all()]


def rows_of_a_manager():
    query = "SELECT id, title FROM django_project_book WHERE author_id = %s"
    found = []
    for author in Author.objects.all():
        found.append([book.title for book in Book.objects.raw(query, [author.pk])])
    return found


def a_list_from_a_manager():
    found = []
    for author in Author.objects.all():
        books = list(
            Book.objects.raw(
                "SELECT id, title FROM django_project_book WHERE author_id = %s"
                " AND is_public = %s",
                [author.pk, True],
            )
        )
        found.append(len(books))
    return found


def written_for_keys():
    with connection.cursor() as cursor:
        for book in Book.objects.all():
            cursor.execute(
                "UPDATE django_project_book SET summary = 'x' WHERE id = %s", [book.pk]
            )


def written_with_values():
    with connection.cursor() as cursor:
        for book in Book.objects.all():
            cursor.execute(
                "UPDATE django_project_book SET summary = %s WHERE id = %s",
                [book.title, book.pk],
            )


def inserted_among_others():
    found = []
    with connection.cursor() as cursor:
        for book in Book.objects.all():
            found.append(book.title)
            cursor.execute(
                "INSERT INTO django_project_tag (name) VALUES (%s)", [book.title]
            )
    return found


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (aggregates, "(0, None))"),
        (several_rows, "row[:-1]"),
        (gone_over, "with connection.cursor() as cursor:"),
        (text_in_quotes, "WHERE slug IN ({marks})"),
        (formatted, "WHERE author_id IN ({marks})"),
        (whether, "author.pk in existing"),
        (in_a_helper, "(None,))[0] or 0"),
        (rows_of_a_manager, "found_book.author_id, []).append(found_book)"),
        (a_list_from_a_manager, "is_public = True"),
        (written_for_keys, "WHERE id IN ({marks})"),
        (written_with_values, "cursor.executemany("),
        (inserted_among_others, "parameters.append([book.title])"),
    ],
)
def test_pasted_advice_asks_once(function, fragment):
    check_mends(function, "NPG009", fragment, state=left)


def a_table_put_into_the_text():
    found, table = [], "django_project_review"
    cursor = connection.cursor()
    for book in Book.objects.all():
        cursor.execute(f"SELECT id FROM {table} WHERE book_id = {book.pk}")
        found.append(cursor.fetchall())
    return found


def part_of_a_name_put_into_the_text():
    found, ask = [], "SELECT id FROM django_project_{} WHERE book_id = {}"
    cursor = connection.cursor()
    for book in Book.objects.all():
        cursor.execute(ask.format("review", book.pk))
        found.append(cursor.fetchall())
    return found


@pytest.mark.parametrize(
    "function", [a_table_put_into_the_text, part_of_a_name_put_into_the_text]
)
def test_a_name_in_the_text_is_not_made_a_parameter(function):
    (finding,) = found_in(function)
    assert not finding.advice.patch
    assert "FROM %s" not in finding.advice.code
    assert "django_project_%s" not in finding.advice.code
