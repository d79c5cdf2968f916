"""get_or_create() and update_or_create() per row, in every way their result is taken."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_mends
from tests.django_project.models import Author, Book, Copy, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db

NAMES = ("tag 0", "new", "newer", "new")


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    Copy.objects.create(book=Book.objects.get(title="book 0"), shelf="a", count=5)


def left():
    return [
        list(model.objects.order_by(*order).values(*order))
        for model, order in (
            (Tag, ["name"]),
            (Author, ["slug", "name"]),
            (Copy, ["book__title", "shelf", "count"]),
            (Review, ["book__title", "stars"]),
        )
    ]


def told_whether_new():
    found = []
    for name in NAMES:
        tag, is_new = Tag.objects.get_or_create(name=name)
        found.append((tag.name, is_new))
    return found


def told_whether_new_alone():
    found = []
    for name in NAMES:
        _, is_new = Tag.objects.get_or_create(name=name)
        found.append(is_new)
    return found


def first_of_both():
    found = []
    for name in NAMES:
        found.append(Tag.objects.get_or_create(name=name)[0].pk is not None)
    return found


def both_kept():
    found = []
    for name in NAMES:
        found.append(Tag.objects.get_or_create(name=name))
    return [(tag.name, is_new) for tag, is_new in found]


def by_two_keys():
    for book in Book.objects.all():
        copy, _ = Copy.objects.get_or_create(
            book=book, shelf="a", defaults={"count": 2}
        )
        assert copy.pk


def through_a_relation():
    book = Book.objects.get(title="book 1")
    for stars in range(4):
        book.reviews.get_or_create(stars=stars)


def with_defaults_elsewhere():
    wanted = [{"slug": "author-0", "rest": {"name": "no"}}]
    wanted.append({"slug": "fresh", "rest": {"name": "yes"}})
    for row in wanted:
        Author.objects.get_or_create(slug=row["slug"], defaults=row["rest"])


def changed_by_two_keys():
    for book in Book.objects.all():
        Copy.objects.update_or_create(book=book, shelf="a", defaults={"count": 7})


def changed_and_used():
    found = []
    for book in Book.objects.all():
        copy, is_new = Copy.objects.update_or_create(
            book=book, shelf="a", defaults={"count": len(book.title)}
        )
        found.append((copy.pk is not None, copy.count, is_new))
    return found


def changed_and_told_whether_new():
    found = []
    for book in Book.objects.all():
        _, is_new = Copy.objects.update_or_create(
            book=book, shelf="a", defaults={"count": 3}
        )
        found.append(is_new)
    return found


def changed_without_a_unique_key():
    for name in NAMES:
        Author.objects.update_or_create(
            name=name, defaults={"slug": name.replace(" ", "-")}
        )


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (told_whether_new, "is_new = new_tags.pop(name, None) is not None"),
        (told_whether_new_alone, "bulk_create(new_tags.values())"),
        (first_of_both, "tags[name].pk"),
        (both_kept, "(tags[name], new_tags.pop(name, None) is not None)"),
        (by_two_keys, 'book__in=Book.objects.all(), shelf="a"'),
        (through_a_relation, "Review(book=book, stars=stars)"),
        (with_defaults_elsewhere, '**row["rest"]'),
        (changed_by_two_keys, 'unique_fields=["book", "shelf"]'),
        (changed_and_used, 'update_fields=["count", "counted"]'),
        (changed_and_told_whether_new, "is_new = copy._state.adding"),
        (changed_without_a_unique_key, "bulk_update(changed_rows"),
    ],
)
def test_pasted_advice_upserts_together(function, fragment):
    check_mends(function, "NPG007", state=left)
