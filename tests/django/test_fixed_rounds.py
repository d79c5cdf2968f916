"""Loops that no row makes longer: choices written out, names tried until one is free."""

from __future__ import annotations

import itertools

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from tests.django.pasting import check_silent, found_in
from tests.django_project import rows
from tests.django_project.models import (
    Author,
    Book,
    Category,
    Copy,
    NumberedCopy,
    Review,
    Tag,
)
from tests.django_project.rows import KNOWN_STARS, make_books

pytestmark = pytest.mark.django_db

STARS = (1, 2)


class Kind(models.IntegerChoices):
    BAD = 1
    GOOD = 5


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    parent = None
    for name in ("root", "branch", "leaf"):
        parent = Category.objects.create(name=name, parent=parent)
    ContentType.objects.clear_cache()


def counted_for_choices():
    return {kind: Review.objects.filter(stars=kind).count() for kind in STARS}


def counted_for_labelled_choices():
    found = {}
    for is_public, label in ((True, "public"), (False, "hidden")):
        found[label] = Book.objects.filter(is_public=is_public).count()
    return found


def listed_for_choices_of_one_row():
    author = Author.objects.get(slug="author-0")
    return [list(author.books.filter(is_public=flag)) for flag in (True, False)]


def counted_for_an_enumeration():
    found = [Review.objects.filter(stars=kind).count() for kind in Kind.values]
    found += [Review.objects.filter(stars=kind.value).count() for kind in Kind]
    for value, _ in Kind.choices:
        found.append(Review.objects.filter(stars=value).count())
    return found


def counted_for_a_constant_of_another_module():
    return [Review.objects.filter(stars=kind).count() for kind in KNOWN_STARS]


def counted_for_a_constant_of_a_named_module():
    return [Review.objects.filter(stars=kind).count() for kind in rows.KNOWN_STARS]


def counted_for_a_setting():
    found = {}
    for code, _ in settings.LANGUAGES:
        found[code] = Author.objects.filter(name=code).count()
    return found


def counted_for_choices_in_a_variable():
    stars = (1, 2)
    LABELS = {True: "public", False: "hidden"}  # noqa: N806
    found = [Review.objects.filter(stars=each).count() for each in stars]
    for flag, label in LABELS.items():
        found.append((label, Book.objects.filter(is_public=flag).count()))
    return found


def counted_for_a_range():
    found = []
    for stars in range(1, 6):
        found.append(Review.objects.filter(stars=stars).count())
    return found


def counted_for_each_class():
    return [model.objects.count() for model in (Copy, NumberedCopy, Book)]


def counted_for_each_query():
    checks = {
        "good": Review.objects.filter(stars__gte=4),
        "bad": Review.objects.filter(stars__gte=1),
    }
    return {name: query.count() for name, query in checks.items()}


def two_looked_up_by_what_they_are():
    book = Book.objects.first()
    given = {"first": book.author_id, "second": book.author_id + 1}
    names = {key: author(given[key]).name for key in ("first", "second")}
    for name in ("pk", "author_id"):
        names[name] = Author.objects.filter(pk=getattr(book, name)).first()
    return names


def author(key):
    return Author.objects.get(pk=key)


def looked_for_a_free_slug():
    number = 0
    while Author.objects.filter(slug=f"author-{number}").exists():
        number += 1
    return number


def looked_for_a_free_slug_in_a_helper():
    for number in itertools.count():
        if not is_taken(f"author-{number}"):
            return number


def is_taken(slug):
    return Author.objects.filter(slug=slug).exists()


def looked_for_a_free_slug_until_it_broke():
    number = 0
    while True:
        if not Author.objects.filter(slug=f"author-{number}").exists():
            break
        number += 1
    return number


def looked_for_a_free_slug_by_a_flag():
    number, is_taken = 0, True
    while is_taken:
        is_taken = Author.objects.filter(slug=f"author-{number}").exists()
        number += 1
    return number


def read_by_levels_of_one_node():
    level = list(Category.objects.filter(parent=None))
    found = []
    while level:
        found += level
        level = list(Category.objects.filter(parent__in=level))
    return len(found)


def asked_for_content_types():
    return [ContentType.objects.get_for_model(model).pk for model in (Author, Book)]


@pytest.mark.parametrize(
    "function",
    [
        counted_for_choices,
        counted_for_labelled_choices,
        counted_for_an_enumeration,
        counted_for_a_constant_of_another_module,
        counted_for_a_constant_of_a_named_module,
        counted_for_a_setting,
        counted_for_choices_in_a_variable,
        counted_for_a_range,
        counted_for_each_class,
        counted_for_each_query,
        two_looked_up_by_what_they_are,
        listed_for_choices_of_one_row,
        looked_for_a_free_slug,
        looked_for_a_free_slug_in_a_helper,
        looked_for_a_free_slug_until_it_broke,
        looked_for_a_free_slug_by_a_flag,
        read_by_levels_of_one_node,
        asked_for_content_types,
    ],
)
def test_no_row_makes_it_longer(function):
    check_silent(function)


def free_slug_for_each_row():
    found = []
    for book in Book.objects.all():
        number = 0
        while Author.objects.filter(slug=f"{book.title}-{number}").exists():
            number += 1
        found.append(number)
    return found


def climbed_row_by_row():
    found = []
    node = Category.objects.get(name="leaf")
    while node.parent_id:
        node = Category.objects.get(pk=node.parent_id)
        found.append(node.name)
    return found


def counted_for_rows():
    kinds = [review.stars for review in Review.objects.all()]
    return [Review.objects.filter(stars=kind).count() for kind in kinds]


def counted_for_a_variable_that_grows():
    stars = [1]
    for number in (2, 3):
        stars.append(number)
    return [Review.objects.filter(stars=each).count() for each in stars]


def counted_for_queries_of_rows():
    queries = [Book.objects.filter(author=author) for author in Author.objects.all()]
    return [query.count() for query in queries]


def counted_for_a_list_of_names():
    names = ["book 0", "book 1"]
    return [Book.objects.filter(title=name).count() for name in names]


def counted_for_a_range_of_rows():
    most = Book.objects.count()
    return [Review.objects.filter(stars=each).count() for each in range(most)]


def counted_again_for_each_row():
    return [(book.title, Author.objects.count()) for book in Book.objects.all()]


def picked_by_keys_written_out():
    return [Author.objects.filter(slug=s).first() for s in ("author-0", "author-1")]


def written_for_names_written_out():
    for name in ("one", "two"):
        Tag.objects.create(name=name)


def counted_for_choices_of_each_row():
    found = []
    for author in Author.objects.all():
        for flag in (True, False):
            found.append(author.books.filter(is_public=flag).count())
    return found


def described():
    return [described_in_parts(book) for book in Book.objects.all()]


def described_in_parts(book):
    return [str(getattr(book, name)) for name in ("title", "author")]


@pytest.mark.parametrize(
    ("function", "loop"),
    [
        (free_slug_for_each_row, "while Author"),
        (climbed_row_by_row, "while node.parent_id"),
        (counted_for_rows, "kind in kinds"),
        (counted_for_a_variable_that_grows, "each in stars"),
        (counted_for_queries_of_rows, "query in queries"),
        (counted_for_a_list_of_names, "name in names"),
        (counted_for_a_range_of_rows, "each in range(most)"),
        (counted_again_for_each_row, "book in Book"),
        (picked_by_keys_written_out, 's in ("author-0"'),
        (written_for_names_written_out, 'for name in ("one"'),
        (counted_for_choices_of_each_row, "for author in Author"),
        (described, "book in Book.objects"),
    ],
)
def test_rows_make_it_longer(function, loop):
    finding = found_in(function)[0]
    assert finding.loop is not None
    assert loop in (finding.loop.expression or "")


def chunks_of_one():
    keys = [[pk] for pk in Book.objects.values_list("pk", flat=True)]
    found = []
    for chunk in keys:
        found += Book.objects.filter(pk__in=chunk)
    return len(found)


def chunks_of_one_row():
    found = []
    for batch in [[book] for book in Book.objects.all()]:
        found += Review.objects.filter(book__in=[book.pk for book in batch])
    return len(found)


@pytest.mark.parametrize("function", [chunks_of_one, chunks_of_one_row])
def test_chunks_may_be_short(function):
    check_silent(function)


def a_list_for_each_row():
    found = []
    for author in Author.objects.all():
        found += Book.objects.filter(author__in=[author.pk])
    return len(found)


def test_a_list_of_one_row_is_no_chunk():
    assert [f.code for f in found_in(a_list_for_each_row)] == ["NPG004"]
