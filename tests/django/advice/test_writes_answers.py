"""Rows written one by one, where the loop uses the answer or finds several rows by key."""

from __future__ import annotations

import pytest
from django.db.models import F

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import (
    Author,
    Book,
    Fair,
    Publisher,
    Review,
    Stand,
    Tag,
)
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(4)
    for book in Book.objects.all():
        Review.objects.create(book=book, stars=9)
    fair = Fair.objects.create(name="spring")
    Stand.objects.create(fair=fair, author=Author.objects.first(), size=7)


def left():
    """All that the functions below write."""
    return [
        list(Tag.objects.order_by("pk").values_list("name", flat=True)),
        list(Book.objects.order_by("pk").values_list("title", "summary")),
        list(Review.objects.order_by("pk").values_list("book", "stars")),
        list(Publisher.objects.order_by("pk").values_list("name", flat=True)),
        sorted(Stand.objects.values_list("fair", "author", "size")),
    ]


def updated_by_a_shared_key():
    for book in Book.objects.all():
        book.reviews.update(stars=len(book.title))


def updated_where_some_are_missing():
    wanted = {"author-0": "a", "author-1": "b", "author-99": "nobody"}
    for slug, name in wanted.items():
        Author.objects.filter(slug=slug).update(name=name)
    return sorted(Author.objects.values_list("name", flat=True))


def updated_and_counted():
    count = 0
    for key in Book.objects.values_list("pk", flat=True):
        count += Book.objects.filter(pk=key).update(summary=F("title"))
    return count


def updated_each_and_counted():
    count = 0
    for book in Book.objects.all():
        count += Book.objects.filter(pk=book.pk).update(summary=book.title.upper())
    return count


def deleted_and_counted():
    gone = 0
    for book in Book.objects.all():
        gone += Review.objects.filter(book=book).delete()[0]
    return gone


def created_and_kept():
    made = []
    for book in Book.objects.all():
        made.append(Tag.objects.create(name=book.title))
    return [tag.pk is not None for tag in made]


def saved_over_and_over():
    publisher = Publisher.objects.get(name="publisher 0")
    for book in Book.objects.all():
        publisher.name += book.title
        publisher.save()


def linked_with_a_column():
    fair = Fair.objects.get(name="spring")
    for author in Author.objects.all():
        author.fairs.add(fair, through_defaults={"size": 3})


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (updated_by_a_shared_key, "for review in reviews_by_book.get(book.pk, []):"),
        (updated_where_some_are_missing, "if author is not None:"),
        (updated_and_counted, "count += Book.objects.filter(pk__in="),
        (updated_each_and_counted, "count += Book.objects.bulk_update("),
        (deleted_and_counted, "gone += Review.objects.filter(book__in=gone_keys)"),
        (created_and_kept, "Tag.objects.bulk_create(made)"),
        (saved_over_and_over, "    publisher.save()"),
        (linked_with_a_column, 'fair.authors.add(*linked, through_defaults={"size"'),
    ],
)
def test_pasted_advice_writes_together(function, fragment):
    check_mends(function, "NPG007", fragment, state=left)


def kept_with_others():
    made = [Tag.objects.create(name="first")]
    for book in Book.objects.all():
        made.append(Tag.objects.create(name=book.title))
    return made


def counted_and_read():
    count = 0
    for book in Book.objects.all():
        count += Book.objects.filter(pk=book.pk).update(summary=str(count))


def set_with_a_column():
    fair = Fair.objects.get(name="spring")
    for author in Author.objects.all():
        author.fairs.set([fair])


@pytest.mark.parametrize(
    "function", [kept_with_others, counted_and_read, set_with_a_column]
)
def test_a_direction_where_nothing_can_be_pasted(function):
    assert check_finds(function, "NPG007").certainty == "unsure"


def test_links_are_told_of_by_the_table_between_them():
    code = check_finds(set_with_a_column, "NPG007").advice.code
    assert "Author.fairs.through" in code


def linked_at_once():
    Fair.objects.get(name="spring").authors.add(*Author.objects.all())


def test_silent():
    check_silent(linked_at_once)
