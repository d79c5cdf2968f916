"""Queries among a helper's other lines: the loop looks up and hands the rows down."""

from __future__ import annotations

import pytest

from nplusone_guard.report.patch import patch_for
from tests.django.pasting import check_finds
from tests.django_project.models import Author, Book, Profile, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def author_line(slug, mark):
    author = Author.objects.get(slug=slug)
    return f"{mark}{author.name}"


def review_line(book):
    count = Review.objects.filter(book=book, stars__gte=1).count()
    return f"{book.title}: {count}"


def biography(author):
    """What is known of an author."""
    try:
        profile = Profile.objects.get(author=author)
    except Profile.DoesNotExist:
        return ""
    return profile.biography


class Printer:
    def line(self, book):
        reviews = Review.objects.filter(book=book)
        return [book.title, *(review.stars for review in reviews)]

    def lines(self):
        return [self.line(book) for book in Book.objects.all()]


def author_lines():
    return [author_line(a.slug, "- ") for a in Author.objects.all()]


def review_lines():
    found = []
    for book in Book.objects.all():
        found.append(review_line(book))
    return found


def biographies():
    return [biography(author) for author in Author.objects.all()]


def printed():
    return Printer().lines()


@pytest.mark.parametrize(
    ("function", "code", "lines"),
    [
        (
            author_lines,
            "NPG004",
            (
                'author_line(a.slug, "- ", ',
                "def author_line(slug, mark, authors=None):",
                "author = Author.objects.get(slug=slug) if authors is None else authors[slug]",
            ),
        ),
        (
            review_lines,
            "NPG005",
            ("review_line(book, review_counts=review_counts)", ".get(book.pk, 0)"),
        ),
        (
            biographies,
            "NPG004",
            ("except (Profile.DoesNotExist, KeyError):", "profile_by_author=None"),
        ),
        (printed, "NPG004", ("self.line(book, reviews_by_book=reviews_by_book)",)),
    ],
)
def test_the_patch_hands_the_rows_down(function, code, lines):
    patch = patch_for(check_finds(function, code).advice)
    for line in lines:
        assert line in patch, patch


def by_name(slug, *others):
    author = Author.objects.get(slug=slug)
    return author.name, others


def through_open_arguments():
    return [by_name(author.slug, 1) for author in Author.objects.all()]


def of_its_own_key(author):
    slug = author.slug.lower()
    found = Author.objects.get(slug=slug)
    return found.name


def by_a_key_of_the_helper():
    return [of_its_own_key(author) for author in Author.objects.all()]


@pytest.mark.parametrize("function", [through_open_arguments, by_a_key_of_the_helper])
def test_a_direction_where_nothing_can_be_handed_down(function):
    assert check_finds(function, "NPG004").certainty == "unsure"
