"""Collections that a loop narrows, orders or cuts: one Prefetch for all rows."""

from __future__ import annotations

import pytest
from django.db.models import Prefetch

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    for book in Book.objects.all():
        Review.objects.create(book=book, stars=9)
        book.tags.add(Tag.objects.create(name=f"second of {book.title}"))


def filtered():
    result = []
    for book in Book.objects.all():
        good = book.reviews.filter(stars__gt=5)
        result.append([review.stars for review in good])
    return result


def prefetch_defeated():
    books = Book.objects.prefetch_related("reviews")
    return [[r.stars for r in book.reviews.order_by("-stars")] for book in books]


def cut():
    rows = []
    for author in Author.objects.order_by("id"):
        newest = author.books.order_by("-pk")[:1]
        rows.append([book.title for book in newest])
    return rows


def first_one():
    books = Book.objects.order_by("title")
    return [book.reviews.order_by("-stars").first().stars for book in books]


def last_without_order():
    return [book.reviews.last().stars for book in Book.objects.all()]


def latest():
    return [book.reviews.latest("stars").stars for book in Book.objects.all()]


def earliest():
    return [book.reviews.earliest("-stars").stars for book in Book.objects.all()]


def the_one():
    return [book.reviews.get(stars=9).stars for book in Book.objects.all()]


def numbered():
    return [book.reviews.order_by("-stars")[0].stars for book in Book.objects.all()]


def columns():
    result = []
    for book in Book.objects.all():
        names = book.tags.order_by("name").values_list("name", flat=True)
        result.append(list(names))
    return result


def streamed():
    result = []
    for book in Book.objects.order_by("id"):
        for review in book.reviews.iterator():
            result.append(review.stars)
    return result


def joined_further():
    result = []
    for author in Author.objects.order_by("id"):
        for book in author.books.select_related("editor"):
            result.append(str(book.editor))
    return result


def asked_for_truth():
    return [b.title for b in Book.objects.all() if b.tags.filter(name="tag 1")]


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (filtered, 'queryset=Review.objects.filter(stars__gt=5), to_attr="good"'),
        (prefetch_defeated, 'queryset=Review.objects.order_by("-stars")'),
        (cut, 'Book.objects.order_by("-pk")[:1]'),
        (first_one, 'Review.objects.order_by("-stars")[:1]'),
        (last_without_order, '.order_by("-pk")[:1]'),
        (latest, 'Review.objects.order_by("-stars")[:1]'),
        (earliest, 'Review.objects.order_by("-stars")[:1]'),
        (the_one, "Review.objects.filter(stars=9)"),
        (numbered, '.order_by("-stars")[:1]'),
        (columns, 'Tag.objects.order_by("name")'),
        (streamed, 'prefetch_related("reviews")'),
        (joined_further, 'Book.objects.select_related("editor")'),
        (asked_for_truth, 'Tag.objects.filter(name="tag 1")'),
    ],
)
def test_pasted_advice_prefetches_the_part(function, fragment):
    check_mends(function, "NPG006", fragment)


def test_a_defeated_prefetch_is_said_to_be_one():
    finding = check_finds(prefetch_defeated, "NPG006")
    assert "defeated" in finding.advice.text


def differs_by_row():
    return [list(b.reviews.filter(stars=b.pk)) for b in Book.objects.all()]


def test_a_filter_that_differs_by_row_is_no_prefetch_to_paste():
    assert check_finds(differs_by_row, "NPG006").certainty == "unsure"


def prefetched_part():
    good = Prefetch("reviews", Review.objects.filter(stars=9), to_attr="good")
    return [[r.stars for r in b.good] for b in Book.objects.prefetch_related(good)]


def chosen_in_python():
    books = Book.objects.prefetch_related("reviews")
    return [max(review.stars for review in book.reviews.all()) for book in books]


def one_parent():
    book = Book.objects.first()
    return [list(book.reviews.filter(stars=9)), list(book.reviews.order_by("stars"))]


@pytest.mark.parametrize("function", [prefetched_part, chosen_in_python, one_parent])
def test_silent(function):
    check_silent(function)


def asked_twice():
    result = []
    for book in Book.objects.all():
        good = book.reviews.filter(stars__gt=5)
        if good:
            result.append((good.count(), [review.stars for review in good]))
    return result


def test_what_a_list_does_differently_is_exchanged():
    check_mends(asked_twice, "NPG006", "len(good)")


def narrowed_once_more():
    for book in Book.objects.all():
        good = book.reviews.filter(stars__gt=5)
        if good:
            good.order_by("stars")


def test_what_a_list_cannot_do_makes_it_a_direction_only():
    assert check_finds(narrowed_once_more, "NPG006").certainty == "unsure"


def first_as_a_dict():
    books = Book.objects.order_by("id")
    return [book.reviews.order_by("-stars").values("stars").first() for book in books]


def test_columns_of_the_first_one():
    check_mends(first_as_a_dict, "NPG006", '{"stars": review.stars}')
