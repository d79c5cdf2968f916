"""Columns left out of the first query, and rows read again one by one."""

from __future__ import annotations

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django.fixes import BY_KEYS, IN_BULK
from benchmarks.corpus.django.library.models import Author, Book
from benchmarks.corpus.django.made import positive, silent


def left_out_by_only() -> list[str]:
    result = []
    books = Book.objects.only("title")  # origin: left_out_by_only
    for book in books:  # loop: left_out_by_only
        result.append(f"{book.title}: {book.blurb[:40]}")  # blame: left_out_by_only
    return result


def left_out_by_only_fixed() -> list[str]:
    books = Book.objects.only("title", "blurb")
    return [f"{book.title}: {book.blurb[:40]}" for book in books]


def left_out_by_defer() -> list[int]:
    books = Book.objects.defer("blurb", "price")  # origin: left_out_by_defer
    return [
        len(book.blurb)  # blame: left_out_by_defer
        + book.pk
        for book in books  # loop: left_out_by_defer
    ]


def left_out_by_defer_fixed() -> list[int]:
    return [len(book.blurb) + book.pk for book in Book.objects.defer("price")]


def left_out_of_joined() -> list[str]:
    books = Book.objects.select_related("author").only("title", "author__name")  # origin: left_out_of_joined
    result = []
    for book in books:  # loop: left_out_of_joined
        result.append(f"{book.author.name} {book.author.born}")  # blame: left_out_of_joined
    return result


def left_out_of_joined_fixed() -> list[str]:
    books = Book.objects.select_related("author").only(
        "title", "author__name", "author__born"
    )
    return [f"{book.author.name} {book.author.born}" for book in books]


def refreshed_per_row() -> list[int]:
    books = list(Book.objects.all())  # origin: refreshed_per_row
    prices = []
    for book in books:  # loop: refreshed_per_row
        book.refresh_from_db()  # blame: refreshed_per_row
        prices.append(book.price)
    return prices


def refreshed_per_row_fixed() -> list[int]:
    books = list(Book.objects.all())
    fresh = Book.objects.in_bulk([book.pk for book in books])
    return [fresh[book.pk].price for book in books]


def foreign_key_left_out() -> list[int]:
    result = []
    for book in Book.objects.only("title"):  # loop: foreign_key_left_out; origin: foreign_key_left_out
        result.append(book.publisher_id)  # blame: foreign_key_left_out
    return result


def foreign_key_left_out_fixed() -> list[int]:
    return [book.publisher_id for book in Book.objects.only("title", "publisher_id")]


def column_of(book: Book, name: str) -> object:
    return getattr(book, name)  # blame: by_name_in_export


def by_name_in_export() -> list[list[str]]:
    columns = ("title", "price")
    books = Book.objects.only("title")  # origin: by_name_in_export
    return [
        [str(column_of(book, name)) for name in columns]  # loop: by_name_in_export
        for book in books  # loop: by_name_in_export
    ]


def by_name_in_export_fixed() -> list[list[str]]:
    books = Book.objects.only("title", "price")
    return [
        [str(column_of(book, name)) for name in ("title", "price")] for book in books
    ]


def only_what_is_used() -> list[str]:
    return [book.title for book in Book.objects.only("title")]


def deferred_and_untouched() -> list[str]:
    return [f"{book.title} {book.price}" for book in Book.objects.defer("blurb")]


def deferred_of_one_object() -> str:
    book = Book.objects.only("title").first()
    return f"{book.blurb} {book.title}"


def refreshed_once() -> int:
    book = Book.objects.order_by("id").first()
    Book.objects.filter(pk=book.pk).update(price=3)
    book.refresh_from_db(fields=["price"])
    return int(book.price)


def values_of_rows() -> list[tuple[str, int]]:
    return list(Author.objects.values_list("name", "born"))


def refreshed_together() -> list[int]:
    books = list(Book.objects.all())
    fresh = Book.objects.in_bulk([book.pk for book in books])
    return [fresh[book.pk].price for book in books]


CASES: tuple[Case, ...] = (
    positive(
        left_out_by_only,
        left_out_by_only_fixed,
        Expect("NPG003", "Book.blurb", fix=("only(", '"blurb"')),
    ),
    positive(
        left_out_by_defer,
        left_out_by_defer_fixed,
        Expect("NPG003", "Book.blurb", fix=('defer("price")',), any_of=(('"blurb"',),)),
    ),
    positive(
        left_out_of_joined,
        left_out_of_joined_fixed,
        Expect("NPG003", "Author.born", fix=("only(", '"author__born"')),
    ),
    positive(
        refreshed_per_row,
        refreshed_per_row_fixed,
        Expect("NPG003", also=("NPG004",), fix=IN_BULK, any_of=(BY_KEYS,)),
    ),
    positive(
        foreign_key_left_out,
        foreign_key_left_out_fixed,
        Expect(
            "NPG003",
            blame="foreign_key_left_out",
            fix=("only(", '"publisher'),
        ),
    ),
    positive(
        by_name_in_export,
        by_name_in_export_fixed,
        Expect("NPG003", "Book.price", fix=("only(", '"price"')),
    ),
    silent(only_what_is_used),
    silent(deferred_and_untouched),
    silent(deferred_of_one_object),
    silent(refreshed_once),
    silent(values_of_rows),
    silent(refreshed_together),
)
