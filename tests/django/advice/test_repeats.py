"""The same question asked again: asked once, before the loop or by a property."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def total_each_time():
    lines = []
    for book in Book.objects.all():
        total = Book.objects.filter(is_public=True).count()
        lines.append(f"{book.title} of {total}")
    return lines


def house_author():
    return Author.objects.get(slug="author-0")


def helper_each_time():
    return [f"{book.title} {house_author().name}" for book in Book.objects.all()]


def choices_each_time():
    forms = []
    for _book in Book.objects.all():
        forms.append([tag.name for tag in Tag.objects.order_by("name")])
    return forms


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (
            total_each_time,
            "    total = Book.objects.filter(is_public=True).count()\n    for",
        ),
        (helper_each_time, "author = house_author()"),
        (choices_each_time, 'tags = Tag.objects.order_by("name")'),
    ],
)
def test_pasted_advice_asks_before_the_loop(function, fragment):
    check_mends(function, "NPG008", fragment)


class Basket:
    """Asks who it belongs to whenever it is asked."""

    @property
    def owner(self):
        return Author.objects.get(slug="author-1")

    def label(self, book):
        return f"{book.title} for {self.owner.name}"


def property_each_time():
    basket = Basket()
    return [basket.label(book) for book in Book.objects.all()]


def test_a_property_is_cached():
    finding = check_finds(property_each_time, "NPG008", "@cached_property")
    assert "from functools import cached_property" in finding.advice.patch


def equal_by_chance():
    """Both reviews belong to one book, others will not."""
    author = Author.objects.get(slug="author-0")
    rows = [{"author": author.pk}, {"author": author.pk}]
    return [Author.objects.get(pk=row["author"]).name for row in rows]


def test_values_that_only_happen_to_be_equal_are_looked_up_together():
    check_finds(equal_by_chance, "NPG008", "in_bulk(")


def once():
    total = Book.objects.count()
    return [f"{book.title} of {total}" for book in Book.objects.all()]


def twice_in_a_row():
    return [house_author().name, house_author().slug]


def until_it_changes():
    looks = 0
    while not Tag.objects.filter(name="done").exists():
        looks += 1
        if looks == 3:
            Tag.objects.create(name="done")
    return looks


@pytest.mark.parametrize("function", [once, twice_in_a_row, until_it_changes])
def test_silent(function):
    check_silent(function)
