"""Counts, sums and yes-or-no questions per row: part of the rows' query."""

from __future__ import annotations

import pytest
from django.db.models import Avg, Count, Exists, Max, OuterRef, Sum

from tests.django.pasting import (
    check_finds,
    check_mends,
    check_silent,
    found_in,
    pasted,
)
from tests.django_project.models import Author, Book, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    for number, book in enumerate(Book.objects.order_by("id")):
        for stars in range(number):
            Review.objects.create(book=book, stars=stars)


def counted():
    return [(book.title, book.reviews.count()) for book in Book.objects.all()]


def counted_many_to_many():
    return {tag.name: tag.books.count() for tag in Tag.objects.order_by("id")}


def counted_if():
    return [book.reviews.filter(stars__gte=1).count() for book in Book.objects.all()]


def counted_by_model():
    result = []
    for book in Book.objects.all():
        result.append(Review.objects.filter(book=book).count())
    return result


def counted_by_any_key():
    names = ["book 0", "book 1", "nothing"]
    return [Book.objects.filter(title=name).count() for name in names]


def asked_whether():
    result = []
    for book in Book.objects.all():
        if book.reviews.filter(stars=1).exists():
            result.append(book.title)
    return result


def asked_whether_known():
    return [
        slug
        for slug in ("author-0", "new")
        if Author.objects.filter(slug=slug).exists()
    ]


def summed():
    result = []
    for book in Book.objects.order_by("id"):
        total = book.reviews.aggregate(total=Sum("stars"))["total"]
        result.append(total)
    return result


def two_at_once():
    books = Book.objects.order_by("id")
    return [b.reviews.aggregate(Sum("stars"), top=Max("stars"))["top"] for b in books]


def averaged_by_model():
    books = Book.objects.order_by("id")
    return [
        Review.objects.filter(book_id=book.pk).aggregate(mean=Avg("stars"))["mean"]
        for book in books
    ]


def contained():
    tag = Tag.objects.order_by("id").first()
    tagged = tag.books.all()
    return [tagged.contains(book) for book in Book.objects.all()]


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (counted, 'reviews_count=Count("reviews", distinct=True)'),
        (counted_many_to_many, 'Count("books", distinct=True)'),
        (counted_if, "filter=Q(reviews__stars__gte=1)"),
        (counted_by_model, 'Count("reviews", distinct=True)'),
        (counted_by_any_key, '.values_list("title").annotate(Count("pk"))'),
        (asked_whether, 'Exists(Review.objects.filter(book=OuterRef("pk"))'),
        (asked_whether_known, '.values_list("slug", flat=True)'),
        (summed, 'total=Sum("reviews__stars")'),
        (two_at_once, 'top=Max("reviews__stars")'),
        (averaged_by_model, 'mean=Avg("reviews__stars")'),
        (contained, '.values_list("pk", flat=True)'),
    ],
)
def test_pasted_advice_asks_once(function, fragment):
    check_mends(function, "NPG005", fragment)


def annotated():
    books = Book.objects.annotate(n=Count("reviews", distinct=True))
    has = Exists(Review.objects.filter(book=OuterRef("pk")))
    return [(book.n, book.any) for book in books.annotate(any=has)]


def counted_once_prefetched():
    books = Book.objects.prefetch_related("reviews")
    return [(book.reviews.count(), book.reviews.exists()) for book in books]


def dashboard():
    return [Book.objects.count(), Author.objects.count(), Review.objects.count()]


def length_of_rows_read():
    books = Book.objects.all()
    return [len(books) for _ in books]


@pytest.mark.parametrize(
    "function", [annotated, counted_once_prefetched, dashboard, length_of_rows_read]
)
def test_silent(function):
    check_silent(function)


def described(row):
    number = Review.objects.filter(book=row).count()
    return f"{row.title}: {number or 'none'}"


def in_a_longer_helper():
    return [described(book) for book in Book.objects.all()]


def test_a_longer_helper_gets_the_line_for_its_caller():
    finding = check_finds(in_a_longer_helper, "NPG005", '.annotate(Count("pk"))')
    assert finding.certainty == "likely"


def further_on():
    books = Book.objects.select_related("author")
    return [book.author.books.count() for book in books]


def through_many_to_many():
    return [Tag.objects.filter(books=book).count() for book in Book.objects.all()]


def some_further_on():
    books = Book.objects.select_related("author")
    return [book.author.books.filter(title="book 1").count() for book in books]


def whether_any_further_on():
    books = Book.objects.select_related("author")
    return [book.author.books.filter(title="book 1").exists() for book in books]


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (some_further_on, 'Count("author__books", distinct=True)'),
        (whether_any_further_on, 'OuterRef("author")'),
    ],
)
def test_a_direction_goes_over_all_relations(function, fragment):
    check_finds(function, "NPG005", fragment)


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (further_on, '.prefetch_related("author__books")'),
        (through_many_to_many, 'Count("tags", distinct=True)'),
    ],
)
def test_counts_behind_another_relation(function, fragment):
    check_mends(function, "NPG005", fragment)


def counted_twice():
    result = []
    for book in Book.objects.order_by("id"):
        poor = book.reviews.filter(stars=0).count()
        fair = book.reviews.filter(stars=1).count()
        result.append((poor, fair))
    return result


def counted_in_branches():
    result = []
    for book in Book.objects.order_by("id"):
        if book.title == "book 0":
            result.append(book.reviews.filter(stars=0).count())
        else:
            result.append(book.reviews.filter(stars=1).count())
    return result


def test_two_questions_of_one_shape_need_an_answer_each():
    first, second = found_in(counted_twice)

    assert [f.blame.line + 1 for f in (first, second)] == [
        second.blame.line,
        second.blame.line + 1,
    ]
    assert "stars_0_reviews_count" in first.advice.code
    assert "stars_1_reviews_count" in second.advice.code
    for finding in (first, second):
        assert pasted(counted_twice, finding)() == counted_twice()


def test_a_question_that_is_asked_once_stays_with_the_others():
    check_finds(counted_in_branches, "NPG005")
