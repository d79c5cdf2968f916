"""Questions that are awaited for each row: asked once, and awaited once."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import async_to_sync
from django.db.models import Count, Q

from tests.django.pasting import check_mends, check_silent
from tests.django_project.models import Author, Book, Profile
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = (Count,)  # what the advice names


@pytest.fixture(autouse=True)
def _rows():
    make_books(4)
    Profile.objects.create(author=Author.objects.first())


def asked_whether():
    async def names():
        found = []
        async for author in Author.objects.order_by("pk"):
            if await Profile.objects.filter(author=author).aexists():
                found.append(author.name)
        return found

    return async_to_sync(names)()


def counted():
    async def numbers():
        found = []
        async for author in Author.objects.order_by("pk"):
            books = Book.objects.filter(Q(title="") | Q(is_public=True), author=author)
            found.append(await books.acount())
        return found

    return async_to_sync(numbers)()


def counted_together():
    async def numbers():
        rows = [author async for author in Author.objects.order_by("pk")]
        asked = await asyncio.gather(*(author.books.acount() for author in rows))
        return [(author.name, n) for author, n in zip(rows, asked, strict=True)]

    return async_to_sync(numbers)()


def counted_in_a_list():
    async def numbers():
        rows = [author async for author in Author.objects.order_by("pk")]
        return await asyncio.gather(
            *[a.books.filter(is_public=True).acount() for a in rows if a.name]
        )

    return async_to_sync(numbers)()


def whether_together():
    async def answers():
        rows = [author async for author in Author.objects.order_by("pk")]
        return await asyncio.gather(*(author.books.aexists() for author in rows))

    return async_to_sync(answers)()


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (counted_together, "asked = [author.books_count for author in rows]"),
        (counted_in_a_list, "for a in rows if a.name]"),
        (whether_together, " for author in rows]"),
    ],
)
def test_gathered_numbers_are_annotated(function, fragment):
    finding = check_mends(function, "NPG005", fragment)
    assert ".annotate(" in finding.advice.code
    assert "gather" not in finding.advice.code


def annotated_once():
    async def numbers():
        rows = Author.objects.annotate(n=Count("books", distinct=True))
        names = [(author.name, author.n) async for author in rows]
        return names, *await asyncio.gather(
            Book.objects.acount(), Profile.objects.acount()
        )

    return async_to_sync(numbers)()


def test_numbers_that_are_gathered_once_are_silent():
    check_silent(annotated_once)


@pytest.mark.parametrize(
    ("function", "fragment"),
    [(asked_whether, "{key async for key in"), (counted, "{key: value async for")],
)
def test_pasted_advice_asks_once(function, fragment):
    check_mends(function, "NPG005", fragment)


def asked_once():
    return async_to_sync(Profile.objects.filter(biography="").aexists)()


def test_silent():
    check_silent(asked_once)
