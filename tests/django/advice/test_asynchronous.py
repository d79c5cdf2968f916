"""Questions that are awaited for each row: asked once, and awaited once."""

from __future__ import annotations

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
