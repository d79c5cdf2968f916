"""Queries that helpers, methods and properties ask or promise: moved to the loop."""

from __future__ import annotations

import pytest

from nplusone_guard.report.patch import patch_for
from tests.django.pasting import check_finds, check_mends
from tests.django_project.helpers import author_name, books_of, star_count
from tests.django_project.models import Author, Book, Publisher, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def by_a_method():
    return [[b.title for b in a.public_books()] for a in Author.objects.all()]


def by_a_method_with_an_argument():
    found = []
    for author in Author.objects.order_by("id"):
        found.append([book.title for book in author.public_books(only=False)])
    return found


def by_a_method_and_more():
    authors = Author.objects.order_by("id")
    return [author.public_books().count() for author in authors]


def by_a_property():
    found = {}
    for author in Author.objects.all():
        found[author.slug] = [review.stars for review in author.best_reviews]
    return found


def by_a_local_helper():
    def reviews_of(book):
        return Review.objects.filter(book=book)

    found = []
    for book in Book.objects.all():
        found.append([review.stars for review in reviews_of(book)])
    return found


def with_the_name_of_a_keyword():
    return [Author.objects.get(pk=a.author_id).slug for a in Book.objects.all()]


def in_the_second_clause():
    return [
        review.stars
        for book in Book.objects.all()
        for review in Review.objects.filter(book=book)
    ]


@pytest.mark.parametrize(
    ("function", "code", "fragment"),
    [
        (by_a_method, "NPG006", "Book.objects.filter(is_public=True)"),
        (by_a_method_with_an_argument, "NPG006", "filter(is_public=False)"),
        (by_a_method_and_more, "NPG005", "Q(books__is_public=True)"),
        (by_a_property, "NPG004", 'select_related("book")'),
        (by_a_local_helper, "NPG004", "reviews_by_book.get(book.pk, [])"),
        (with_the_name_of_a_keyword, "NPG004", "all_as = list("),
        (in_the_second_clause, "NPG004", "filter(book__in=books):"),
    ],
)
def test_pasted_advice_asks_once(function, code, fragment):
    check_mends(function, code, fragment)


def names_by_a_helper():
    return [author_name(author.slug) for author in Author.objects.all()]


def books_by_a_helper():
    return [[b.title for b in books_of(author)] for author in Author.objects.all()]


def stars_by_a_helper():
    return {each.name: star_count(each) for each in Publisher.objects.all()}


@pytest.mark.parametrize(
    ("function", "code", "fragments", "imports"),
    [
        (names_by_a_helper, "NPG004", ("[author.slug].name.upper()",), ()),
        (
            books_by_a_helper,
            "NPG004",
            ("Q(is_public=True) | Q(",),
            ("db.models import Q",),
        ),
        (
            stars_by_a_helper,
            "NPG005",
            ('values_list("book__author__publisher")', "0) or 0"),
            ("db.models import Count",),
        ),
    ],
)
def test_what_comes_from_another_file_brings_its_imports(
    function, code, fragments, imports
):
    finding = check_finds(function, code, *fragments)
    patch = patch_for(finding.advice)
    for line in imports:
        assert line in patch
