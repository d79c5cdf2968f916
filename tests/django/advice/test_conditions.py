"""Conditions in variables, and conditions with what a module imports."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import Count, Prefetch, Q

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Copy, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db
HELPERS = (Count, Prefetch, Copy)  # what the advice names


@pytest.fixture(autouse=True)
def _rows():
    make_books(4)
    for book in Book.objects.all():
        Copy.objects.create(book=book, shelf="a", count=book.pk)


def counted_by_a_dict():
    found = []
    for book in Book.objects.all():
        wanted = {"book": book, "stars__gte": 1}
        found.append(Review.objects.filter(**wanted).count())
    return found


def counted_by_a_dict_call():
    found = []
    for book in Book.objects.all():
        wanted = dict(book=book, stars__gte=1)  # noqa: C408
        found.append(Review.objects.filter(**wanted).count())
    return found


def got_by_a_q():
    found = []
    for book in Book.objects.all():
        wanted = Q(slug=f"author-{book.title[-1]}") & ~Q(name="")
        found.append(Author.objects.get(wanted).name)
    return found


def counted_by_alternatives():
    found = []
    for book in Book.objects.all():
        wanted = Q(book=book) & (Q(stars=1) | Q(stars__gte=3))
        found.append(Review.objects.filter(wanted).count())
    return found


def listed_by_a_q():
    found = []
    for book in Book.objects.all():
        found.append([review.stars for review in book.reviews.filter(~Q(stars=1))])
    return found


def listed_by_a_date():
    found = []
    for book in Book.objects.all():
        day = book.copies.filter(counted__gte=datetime.date(2020, 1, 1))
        found.append([copy.shelf for copy in day])
    return found


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (counted_by_a_dict, "NPG005"),
        (counted_by_a_dict_call, "NPG005"),
        (got_by_a_q, "NPG004"),
        (counted_by_alternatives, "NPG005"),
        (listed_by_a_q, "NPG006"),
        (listed_by_a_date, "NPG006"),
    ],
)
def test_pasted_advice_asks_once(function, code):
    check_mends(function, code)


def counted_by_a_dict_that_grows():
    found = []
    for book in Book.objects.all():
        wanted = {"book": book}
        if book.title == "book 1":
            wanted["stars"] = 1
        found.append(Review.objects.filter(**wanted).count())
    return found


def test_a_dict_that_grows_is_a_direction_only():
    assert check_finds(counted_by_a_dict_that_grows, "NPG005").certainty == "unsure"


def listed_by_a_method_with_imports():
    found = []
    for book in Book.objects.all():
        found.append([copy.shelf for copy in book.copies_counted_today()])
    return found


def test_what_a_moved_condition_imports_is_imported():
    finding = check_finds(
        listed_by_a_method_with_imports, "NPG006", "timezone.localdate()"
    )
    assert finding.certainty != "unsure"
    assert "+from django.utils import timezone\n" in finding.advice.patch


def asked_once():
    wanted = {"stars__gte": 1}
    return Review.objects.filter(Q(book__title="book 1"), **wanted).count()


def test_silent():
    check_silent(asked_once)
