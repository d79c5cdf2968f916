"""Queries that a helper asks or promises, and what its caller makes of the answer."""

from __future__ import annotations

from itertools import chain

from django.db import connection
from django.db.models import Count, Prefetch

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django.fixes import BY_KEYS, COUNT, IN_BULK, join, narrowed
from benchmarks.corpus.django.library.models import Author, Book, Loan, Review, Tag
from benchmarks.corpus.django.made import positive, silent


def reviews_of(book: Book) -> object:
    return Review.objects.filter(book=book).order_by("pk")


def lazy_helper() -> list[list[int]]:
    found = []
    for book in Book.objects.all():  # loop: lazy_helper; origin: lazy_helper
        found.append([r.stars for r in reviews_of(book)])  # blame: lazy_helper
    return found


def lazy_helper_fixed() -> list[list[int]]:
    books = list(Book.objects.all())
    by_book: dict[int, list[int]] = {}
    for review in Review.objects.filter(book__in=books).order_by("pk"):
        by_book.setdefault(review.book_id, []).append(review.stars)
    return [by_book.get(book.pk, []) for book in books]


def loan_line(book: Book) -> str:
    loan = Loan.objects.filter(book=book).first()  # blame: long_helper
    return f"{book.title}: {loan.due if loan else 'in'}"


def long_helper() -> list[str]:
    return [loan_line(book) for book in Book.objects.all()]  # loop: long_helper; origin: long_helper


def long_helper_fixed() -> list[str]:
    books = list(Book.objects.all())
    due = {
        loan.book_id: loan.due
        for loan in Loan.objects.filter(book__in=books).order_by("-pk")
    }
    return [f"{book.title}: {due.get(book.pk, 'in')}" for book in books]


def get_or_nothing() -> list[str]:
    found = []
    for isbn in [*Book.objects.values_list("isbn", flat=True), "none"]:  # loop: get_or_nothing
        try:
            book = Book.objects.get(isbn=isbn)  # blame: get_or_nothing
        except Book.DoesNotExist:
            continue
        found.append(book.title)
    return found


def get_or_nothing_fixed() -> list[str]:
    isbns = [*Book.objects.values_list("isbn", flat=True), "none"]
    books = Book.objects.in_bulk(isbns, field_name="isbn")
    return [books[isbn].title for isbn in isbns if isbn in books]


def whether_created() -> list[bool]:
    found = []
    for title in list(Book.objects.values_list("title", flat=True)):  # loop: whether_created
        _, is_new = Tag.objects.get_or_create(name=title)  # blame: whether_created
        found.append(is_new)
    return found


def whether_created_fixed() -> list[bool]:
    titles = list(Book.objects.values_list("title", flat=True))
    known = set(Tag.objects.filter(name__in=titles).values_list("name", flat=True))
    Tag.objects.bulk_create(
        [Tag(name=title) for title in titles if title not in known]
    )
    return [title not in known for title in titles]


def tags() -> list[str]:
    return list(Tag.objects.order_by("name").values_list("name", flat=True))


def cursor_in_helper() -> list[int]:
    def total_of(key: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(  # blame: cursor_in_helper; origin: cursor_in_helper
                "SELECT SUM(stars) FROM library_review WHERE book_id = %s", [key]
            )
            return cursor.fetchone()[0] or 0

    return [total_of(book.pk) for book in Book.objects.all()]  # loop: cursor_in_helper; origin: cursor_in_helper


def cursor_in_helper_fixed() -> list[int]:
    keys = [book.pk for book in Book.objects.all()]
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book_id, SUM(stars) FROM library_review "
            f"WHERE book_id IN ({marks}) GROUP BY book_id",
            keys,
        )
        totals = dict(cursor.fetchall())
    return [totals.get(key, 0) for key in keys]


def joined_queries() -> list[str]:
    old = Book.objects.filter(price__lt=11)  # origin: joined_queries
    new = Book.objects.filter(price__gte=11)  # origin: joined_queries
    return [book.author.name for book in chain(old, new)]  # blame: joined_queries; loop: joined_queries; origin: joined_queries


def joined_queries_fixed() -> list[str]:
    old = Book.objects.filter(price__lt=11).select_related("author")
    new = Book.objects.filter(price__gte=11).select_related("author")
    return [book.author.name for book in chain(old, new)]


def choices_of_each_row() -> list[int]:
    found = []
    for author in Author.objects.order_by("pk"):  # loop: choices_of_each_row; origin: choices_of_each_row
        for flag in (True, False):
            found.append(author.books.filter(is_public=flag).count())  # blame: choices_of_each_row
    return found


def choices_of_each_row_fixed() -> list[int]:
    counted = {
        (row["author"], row["is_public"]): row["number"]
        for row in Book.objects.order_by()
        .values("author", "is_public")
        .annotate(number=Count("pk"))
    }
    return [
        counted.get((author.pk, flag), 0)
        for author in Author.objects.order_by("pk")
        for flag in (True, False)
    ]


def part_asked_twice() -> list[str]:
    found = []
    for author in Author.objects.order_by("pk"):  # loop: part_asked_twice; origin: part_asked_twice
        if author.books.filter(is_public=True).first():  # blame: part_asked_twice
            found.append(author.books.filter(is_public=True).first().title)  # blame: part_asked_twice
    return found


def part_asked_twice_fixed() -> list[str]:
    public = Prefetch("books", Book.objects.filter(is_public=True), to_attr="public")
    authors = Author.objects.order_by("pk").prefetch_related(public)
    return [author.public[0].title for author in authors if author.public]


def counted_for_choices() -> dict[bool, int]:
    return {flag: Book.objects.filter(is_public=flag).count() for flag in (True, False)}


def looks_for_a_free_name() -> int:
    number = 0
    while Tag.objects.filter(name=f"{'abcdefgh'[number]}1").exists():
        number += 1
        if number == 2:
            break
    return number


def helper_called_for_two_things() -> tuple[int, int]:
    def counted(price: int) -> int:
        return Book.objects.filter(price__gte=price).count()

    return counted(0), counted(1)


def works_off_a_queue() -> int:
    done = 0
    while (tag := Tag.objects.filter(name__endswith="1").first()) is not None:
        tag.name = "done"
        tag.save()
        done += 1
    return min(done, 1)


LOOKED_UP = Expect("NPG004", fix=BY_KEYS, any_of=(IN_BULK,))

CASES: tuple[Case, ...] = (
    positive(lazy_helper, lazy_helper_fixed, LOOKED_UP),
    positive(long_helper, long_helper_fixed, LOOKED_UP),
    positive(get_or_nothing, get_or_nothing_fixed, LOOKED_UP),
    positive(
        whether_created,
        whether_created_fixed,
        Expect("NPG007", fix=("bulk_create(",)),
        state=tags,
    ),
    positive(
        cursor_in_helper, cursor_in_helper_fixed, Expect("NPG009", fix=(" IN (",))
    ),
    positive(
        joined_queries,
        joined_queries_fixed,
        Expect("NPG001", "Book.author", fix=join("author")),
    ),
    positive(
        choices_of_each_row,
        choices_of_each_row_fixed,
        Expect("NPG005", fix=COUNT, any_of=(("Count(",),)),
    ),
    positive(
        part_asked_twice,
        part_asked_twice_fixed,
        Expect("NPG006", "Author.books", fix=narrowed("books")),
    ),
    silent(counted_for_choices),
    silent(looks_for_a_free_name),
    silent(helper_called_for_two_things),
    silent(works_off_a_queue, grows=True),
)
