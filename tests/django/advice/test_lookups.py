"""Rows looked up one by one: all at once before the loop."""

from __future__ import annotations

import pytest
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    for book in Book.objects.all():
        Review.objects.create(book=book, stars=9)


def by_key():
    keys = list(Author.objects.values_list("pk", flat=True))
    names = []
    for key in keys:
        names.append(Author.objects.get(pk=key).name)
    return names


def by_foreign_key_of_row():
    return [Author.objects.get(id=b.author_id).name for b in Book.objects.all()]


def by_unique_column_of_a_line():
    lines = ["author-0;1", "author-1;2"]
    result = []
    for line in lines:
        slug, amount = line.split(";")
        author = Author.objects.get(slug=slug)
        result.append((author.name, amount))
    return result


def by_any_column():
    names = ["author 0", "author 1", "author 2"]
    return [Author.objects.get(name=name).slug for name in names]


def by_key_and_constant():
    result = []
    for row in Review.objects.values("book_id", "stars"):
        book = Book.objects.get(pk=row["book_id"], is_public=True)
        result.append((book.title, row["stars"]))
    return result


def or_404():
    keys = [author.pk for author in Author.objects.all()]
    return [get_object_or_404(Author, pk=key).name for key in keys]


def best_of_each():
    result = []
    for book in Book.objects.order_by("id"):
        best = Review.objects.filter(book=book).order_by("-stars").first()
        result.append(best.stars)
    return result


def last_of_each():
    result = []
    for book in Book.objects.order_by("id"):
        result.append(Review.objects.filter(book_id=book.pk).last().stars)
    return result


def all_of_each():
    result = []
    for book in Book.objects.order_by("id"):
        reviews = Review.objects.filter(book=book)
        result.append(sum(review.stars for review in reviews))
    return result


def one_column_of_each():
    result = []
    for book in Book.objects.order_by("id"):
        stars = Review.objects.filter(book=book).values_list("stars", flat=True)
        result.append(sorted(stars))
    return result


def find_author(slug):
    return Author.objects.get(slug=slug)


def through_a_helper():
    return [find_author(slug).name for slug in ("author-0", "author-1")]


def from_rows_used_up():
    slugs = map(str, ["author-0", "author-2"])
    names = []
    for slug in slugs:
        names.append(Author.objects.get(slug=slug).name)
    return names


def of_one_parent():
    author = Author.objects.get(slug="author-0")
    titles = ["book 0", "book 0", "nothing"]
    return [author.books.filter(title=title).first() for title in titles]


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (by_key, "Author.objects.in_bulk(keys)"),
        (by_foreign_key_of_row, "in_bulk([b.author_id for b in "),
        (by_unique_column_of_a_line, 'field_name="slug"'),
        (by_any_column, "Author.objects.filter(name__in=names)"),
        (by_key_and_constant, "Book.objects.filter(is_public=True).in_bulk("),
        (or_404, "Author.objects.in_bulk(keys)"),
        (best_of_each, '.order_by("-stars").reverse()'),
        (last_of_each, "book_id__in=[book.pk for book in books]"),
        (all_of_each, ".setdefault("),
        (one_column_of_each, '.values_list("book", "stars")'),
        (through_a_helper, 'field_name="slug"'),
        (from_rows_used_up, "slugs = list(slugs)"),
        (of_one_parent, "author.books.filter(title__in=titles)"),
    ],
)
def test_pasted_advice_asks_once(function, fragment):
    check_mends(function, "NPG004", fragment)


def prefetched_for_one_row():
    for book in list(Book.objects.all()):
        prefetch_related_objects([book], "tags")


def test_prefetching_for_one_row_at_a_time():
    check_finds(prefetched_for_one_row, "NPG004", "prefetch_related_objects(list(")


def key_of_an_outer_name():
    result = []
    for text in ("0", "1"):
        slug = "author-"
        slug += text
        result.append(Author.objects.get(slug=slug))
    return result


def test_a_key_that_cannot_be_told_beforehand_is_a_direction_only():
    assert check_finds(key_of_an_outer_name, "NPG004").certainty == "unsure"


def in_bulk():
    found = Author.objects.in_bulk(["author-0", "author-1"], field_name="slug")
    return [author.name for author in found.values()]


def in_chunks():
    keys = list(Author.objects.values_list("pk", flat=True))
    for start in range(0, len(keys), 2):
        list(Author.objects.filter(pk__in=keys[start : start + 2]))


def two_by_name():
    one = Author.objects.get(slug="author-0")
    return one, Author.objects.get(slug="author-1")


def prefetched_for_all():
    books = list(Book.objects.all())
    prefetch_related_objects(books, "tags", "reviews")


def pages_after_a_key():
    last = 0
    while page := list(Book.objects.filter(pk__gt=last).order_by("pk")[:2]):
        last = page[-1].pk


@pytest.mark.parametrize(
    "function", [in_bulk, in_chunks, two_by_name, prefetched_for_all, pages_after_a_key]
)
def test_silent(function):
    check_silent(function)


def columns_of_each():
    keys = list(Book.objects.values_list("pk", flat=True))
    return [Book.objects.values("title").get(id=key)["title"] for key in keys]


def a_column_of_the_best():
    stars = []
    for book in Book.objects.order_by("id"):
        reviews = Review.objects.filter(book=book).order_by("-stars")
        stars.append(reviews.values_list("stars", flat=True).first())
    return stars


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (columns_of_each, '.values("id", "title")'),
        (a_column_of_the_best, '.reverse().values_list("book", "stars")'),
    ],
)
def test_columns_are_looked_up_together(function, fragment):
    check_mends(function, "NPG004", fragment)


def described(book):
    latest = Review.objects.filter(book=book).first()
    if latest is None:
        return ""
    return f"{book.title}: {latest.stars}"


def in_a_longer_helper():
    return [described(book) for book in Book.objects.all()]


def test_a_longer_helper_gets_the_line_for_its_caller():
    finding = check_finds(in_a_longer_helper, "NPG004", "filter(book__in=books)")
    assert finding.certainty == "likely"
