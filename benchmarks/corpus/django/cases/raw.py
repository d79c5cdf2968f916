"""SQL written by hand, sent once per row."""

from __future__ import annotations

from django.db import connection, transaction

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django.library.models import Author, Book
from benchmarks.corpus.django.made import positive, silent

RAW = Expect("NPG009", fix=(" IN (",), any_of=(("ANY(",),))


def raw_with_parameters() -> list[int]:
    keys = list(Book.objects.values_list("pk", flat=True))
    prices = []
    with connection.cursor() as cursor:
        for key in keys:  # loop: raw_with_parameters
            cursor.execute(  # blame: raw_with_parameters; origin: raw_with_parameters
                "SELECT price FROM library_book WHERE id = %s", [key]
            )
            prices.append(cursor.fetchone()[0])
    return prices


def raw_with_parameters_fixed() -> list[int]:
    keys = list(Book.objects.values_list("pk", flat=True))
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, price FROM library_book WHERE id IN ({places})", keys
        )
        prices = dict(cursor.fetchall())
    return [prices[key] for key in keys]


def raw_with_literals() -> list[str]:
    names = []
    for key in list(Author.objects.values_list("pk", flat=True)):  # loop: raw_with_literals; origin: raw_with_literals
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT name FROM library_author WHERE id = {key}")  # blame: raw_with_literals; origin: raw_with_literals
            names.append(cursor.fetchone()[0])
    return names


def raw_with_literals_fixed() -> list[str]:
    keys = list(Author.objects.values_list("pk", flat=True))
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, name FROM library_author WHERE id IN ({places})", keys
        )
        names = dict(cursor.fetchall())
    return [names[key] for key in keys]


def stars_of(book_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(  # blame: raw_in_helper; origin: raw_in_helper
            "SELECT SUM(stars) FROM library_review WHERE book_id = %s", [book_id]
        )
        return int(cursor.fetchone()[0])


def raw_in_helper() -> list[str]:
    books = Book.objects.all()
    return [f"{book.title} {stars_of(book.pk)}" for book in books]  # loop: raw_in_helper


def raw_in_helper_fixed() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book_id, SUM(stars) FROM library_review GROUP BY book_id"
        )
        stars = dict(cursor.fetchall())
    return [f"{book.title} {stars[book.pk]}" for book in Book.objects.all()]


def manager_raw() -> list[str]:
    titles = []
    query = "SELECT id, title FROM library_book WHERE author_id = %s"
    for author in Author.objects.exclude(mentor=None):  # loop: manager_raw; origin: manager_raw
        for book in Book.objects.raw(query, [author.pk]):  # blame: manager_raw; origin: manager_raw
            titles.append(f"{author.name} {book.title}")
    return titles


def manager_raw_fixed() -> list[str]:
    authors = Author.objects.exclude(mentor=None).prefetch_related("books")
    return [f"{a.name} {book.title}" for a in authors for book in a.books.all()]


def raw_update_per_row() -> int:
    keys = list(Book.objects.values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        for key in keys:  # loop: raw_update_per_row
            cursor.execute(  # blame: raw_update_per_row; origin: raw_update_per_row
                "UPDATE library_book SET price = price + 1 WHERE id = %s", [key]
            )
    return len(keys)


def raw_update_per_row_fixed() -> int:
    keys = list(Book.objects.values_list("pk", flat=True))
    places = ", ".join(["%s"] * len(keys))
    query = f"UPDATE library_book SET price = price + 1 WHERE id IN ({places})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, keys)
    return len(keys)


def prices() -> list[int]:
    return list(Book.objects.order_by("id").values_list("price", flat=True))


def lazy_relation_of_raw() -> list[str]:
    books = Book.objects.raw("SELECT * FROM library_book ORDER BY id")  # origin: lazy_relation_of_raw
    result = []
    for book in books:  # loop: lazy_relation_of_raw
        result.append(f"{book.title} {book.author.name}")  # blame: lazy_relation_of_raw
    return result


def lazy_relation_of_raw_fixed() -> list[str]:
    books = Book.objects.raw("SELECT * FROM library_book ORDER BY id")
    books = books.prefetch_related("author")
    return [f"{book.title} {book.author.name}" for book in books]


def raw_once() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT book_id, COUNT(*) FROM library_review GROUP BY book_id")
        return list(cursor.fetchall())


def raw_in_list() -> list[str]:
    keys = list(Book.objects.values_list("pk", flat=True))
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT title FROM library_book WHERE id IN ({places})", keys)
        return [title for (title,) in cursor.fetchall()]


def raw_executemany() -> int:
    keys = [(key,) for key in Book.objects.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE library_book SET price = 1 WHERE id = %s", keys)
    return len(keys)


def raw_fetched_in_chunks() -> list[int]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM library_book ORDER BY id")
        while chunk := cursor.fetchmany(2):
            found += [key for (key,) in chunk]
    return found


def introspection() -> dict[str, int]:
    tables = ("library_book", "library_author", "library_review", "library_tag")
    with connection.cursor() as cursor:
        return {
            table: len(connection.introspection.get_table_description(cursor, table))
            for table in tables
        }


def constraints_of_each_table() -> list[str]:
    names = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            names.extend(connection.introspection.get_constraints(cursor, table))
    return names


def savepoints_per_row() -> list[str]:
    done = []
    with transaction.atomic():
        for book in Book.objects.all():
            with transaction.atomic():
                done.append(book.title)
    return done


CASES: tuple[Case, ...] = (
    positive(raw_with_parameters, raw_with_parameters_fixed, RAW),
    positive(raw_with_literals, raw_with_literals_fixed, RAW),
    positive(
        raw_in_helper,
        raw_in_helper_fixed,
        Expect("NPG009", fix=(" IN (", "GROUP BY"), any_of=(("ANY(", "GROUP BY"),)),
    ),
    positive(
        manager_raw,
        manager_raw_fixed,
        Expect(
            "NPG009",
            fix=(" IN (",),
            any_of=(("ANY(",), ("__in=",), ("prefetch_related(",)),
        ),
    ),
    positive(
        raw_update_per_row,
        raw_update_per_row_fixed,
        Expect("NPG009", fix=(" IN (",), any_of=(("ANY(",), ("executemany(",))),
        state=prices,
    ),
    positive(
        lazy_relation_of_raw,
        lazy_relation_of_raw_fixed,
        Expect("NPG001", "Book.author", fix=("prefetch_related(", '"author"')),
    ),
    silent(raw_once),
    silent(raw_in_list),
    silent(raw_executemany),
    silent(raw_fetched_in_chunks),
    silent(introspection),
    silent(constraints_of_each_table),
    silent(savepoints_per_row, grows=True),
)
