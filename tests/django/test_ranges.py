"""Ranges whose bounds a row of the loop brings along, next to the pages of one walk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Max, Min, Sum

from tests.django.pasting import check_finds, check_silent
from tests.django_project.models import Author, Book, Copy, Fair, Stand
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db

BOUNDS = [(1, 3), (3, 5), (5, 7)]
SUM = "SELECT SUM(count) FROM django_project_copy WHERE count >= %s AND count < %s"


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    fair = Fair.objects.create(name="spring")
    for number, author in enumerate(Author.objects.order_by("pk"), 1):
        Stand.objects.create(fair=fair, author=author, size=2 * number)
    for number, book in enumerate(Book.objects.order_by("pk")):
        Copy.objects.create(book=book, shelf="A", count=number)


def between(low, high):
    return Copy.objects.filter(count__gte=low, count__lt=high)


def listed():
    found = []
    for stand in Stand.objects.all():
        found.append(
            list(Copy.objects.filter(count__range=(stand.size, stand.size + 2)))
        )
    return found


def gone_over():
    found = []
    for stand in Stand.objects.all():
        low, high = stand.size, stand.size + 2
        copies = Copy.objects.filter(count__gte=low, count__lt=high)
        for copy in copies:
            found.append(copy.shelf)
    return found


def listed_by_a_helper():
    return [list(between(each.size, each.size + 2)) for each in Stand.objects.all()]


def listed_for_values():
    sizes = Stand.objects.values_list("pk", "size")
    return {key: list(between(size, size + 2)) for key, size in sizes}


def counted():
    return [between(each.size, each.size + 2).count() for each in Stand.objects.all()]


def added():
    found = {}
    for stand in Stand.objects.all():
        inside = between(stand.size, stand.size + 2)
        found[stand.pk] = inside.aggregate(all=Sum("count"))["all"]
    return found


def added_by_hand():
    found = []
    with connection.cursor() as cursor:
        for stand in Stand.objects.all():
            cursor.execute(SUM, [stand.size, stand.size + 2])
            found.append(cursor.fetchone())
    return found


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (listed, "NPG004"),
        (gone_over, "NPG004"),
        (listed_by_a_helper, "NPG004"),
        (listed_for_values, "NPG004"),
        (counted, "NPG005"),
        (added, "NPG005"),
        (added_by_hand, "NPG009"),
    ],
)
def test_the_range_of_each_row_is_told_without_a_patch(function, code):
    finding = check_finds(function, code)
    assert finding.certainty == "unsure"
    assert finding.advice.code == ""
    assert "whole span" in finding.advice.text


def walked():
    last, found = 0, []
    while page := list(Copy.objects.filter(pk__gt=last).order_by("pk")[:2]):
        found += page
        last = page[-1].pk
    return found


def walked_for_some_rounds():
    last, found = None, []
    for _ in range(9):
        copies = Copy.objects.order_by("pk")
        if last is not None:
            copies = copies.filter(pk__gt=last.pk)
        page = list(copies[:2])
        if not page:
            break
        last = page[-1]
        found += page
    return found


def page_after(author, key):
    """The author is told of the page, and does not choose it."""
    return author, list(Copy.objects.filter(pk__gt=key).order_by("pk")[:2])


def walked_besides_rows():
    last, found = 0, []
    for author in Author.objects.all():
        _, page = page_after(author, last)
        found += page
        last = found[-1].pk
    return found


def pages():
    last = 0
    while page := list(Copy.objects.filter(pk__gt=last).order_by("pk")[:2]):
        yield from page
        last = page[-1].pk


def walked_by_a_generator():
    found = []
    for copy in pages():
        found.append(copy.shelf)
    return found


def in_chunks_of_keys():
    return [list(between(low, low + 2)) for low in range(0, 6, 2)]


def in_chunks_that_a_query_has_planned():
    ends = Copy.objects.values("shelf", "book").annotate(low=Min("pk"), high=Max("pk"))
    found = []
    for low, high in ends.values_list("low", "high"):
        found.append(list(Copy.objects.filter(pk__gte=low, pk__lte=high)))
    return found


def windows():
    low = 0
    while low < 6:
        yield low, low + 2
        low += 2


def in_windows():
    return [between(low, high).count() for low, high in windows()]


def in_written_bounds():
    return [between(low, high).aggregate(Sum("count")) for low, high in BOUNDS]


def found_in_memory():
    copies = list(Copy.objects.all())
    return [
        [copy for copy in copies if stand.size <= copy.count < stand.size + 2]
        for stand in Stand.objects.all()
    ]


@pytest.mark.parametrize(
    "function",
    [
        walked,
        walked_for_some_rounds,
        walked_besides_rows,
        walked_by_a_generator,
        in_chunks_of_keys,
        in_chunks_that_a_query_has_planned,
        in_windows,
        in_written_bounds,
        found_in_memory,
    ],
)
def test_the_pages_of_one_walk_are_silent(function):
    check_silent(function)
