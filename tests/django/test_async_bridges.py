from __future__ import annotations

import asyncio
import gc
import weakref

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from nplusone_guard import guard
from nplusone_guard.containment import contained_errors, forget_contained_errors
from tests.django_project.models import Author, Book, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)
    forget_contained_errors()
    yield
    assert contained_errors() == {}


def run_in_a_loop_of_its_own(work):
    async def guarded():
        with guard("test", mode="collect", threshold=2) as watch:
            await work()
        return watch.report.findings

    return asyncio.run(guarded())


def run_from_sync(work):
    with guard("test", mode="collect", threshold=2) as watch:
        async_to_sync(work)()
    return watch.report.findings


@pytest.fixture(params=[run_in_a_loop_of_its_own, run_from_sync])
def findings(request):
    """Return how async work is run: from a loop, or from sync code as WSGI does."""
    return request.param


async def get_per_row():
    async for book in Book.objects.order_by("id"):
        await Author.objects.aget(pk=book.author_id)


async def rows_per_row():
    books = [book async for book in Book.objects.order_by("id")]
    for book in books:
        [tag async for tag in book.tags.all()]


async def saved_per_row():
    async for review in Review.objects.all():
        await review.asave()


async def helped():
    async for book in Book.objects.order_by("id"):
        await author_of(book)


async def author_of(book):
    return await Author.objects.aget(pk=book.author_id)


async def in_a_thread():
    await sync_to_async(names_of_authors)()


def names_of_authors():
    for book in Book.objects.all():
        book.author.name


@pytest.mark.parametrize(
    ("work", "blame", "loop"),
    [
        (get_per_row, "Author.objects.aget(", "book in Book"),
        (rows_per_row, "book.tags.all()", "book in books"),
        (saved_per_row, "review.asave()", "review in"),
        (helped, "Author.objects.aget(", "book in Book"),
        (in_a_thread, "book.author", "book in Book.objects.all()"),
    ],
)
def test_the_line_that_awaits_is_blamed(findings, work, blame, loop):
    (finding,) = findings(work)
    assert finding.blame.file == __file__
    assert blame in finding.blame.expression
    assert loop in finding.loop.expression
    assert finding.count == 3


async def gathered():
    keys = [book.author_id async for book in Book.objects.all()]
    await asyncio.gather(*(Author.objects.aget(pk=key) for key in keys))


async def gathered_through_a_function():
    books = [book async for book in Book.objects.all()]
    await asyncio.gather(*(author_of(book) for book in books))


async def grouped():
    books = [book async for book in Book.objects.all()]
    async with asyncio.TaskGroup() as group:
        for book in books:
            group.create_task(author_of(book))


@pytest.mark.parametrize("work", [gathered, gathered_through_a_function, grouped])
def test_as_many_tasks_as_rows_are_a_loop(findings, work):
    (finding,) = findings(work)
    assert finding.count == 3
    assert finding.loop is not None
    assert finding.loop.function == work.__qualname__


async def two_tasks():
    first, last = await asyncio.gather(
        Author.objects.aget(slug="author-0"), Author.objects.aget(slug="author-1")
    )
    assert first != last


async def two_awaits():
    await Author.objects.aget(slug="author-0")
    await Author.objects.aget(slug="author-1")


async def joined():
    async for book in Book.objects.select_related("author"):
        book.author.name


async def prefetched():
    async for book in Book.objects.prefetch_related("tags"):
        [tag async for tag in book.tags.all()]


async def pages():
    for start in range(0, 4, 2):
        [book async for book in Book.objects.order_by("id")[start : start + 2]]


async def different_questions():
    await asyncio.gather(
        Book.objects.acount(), Author.objects.acount(), Book.objects.afirst()
    )


@pytest.mark.parametrize(
    "work", [two_tasks, two_awaits, joined, prefetched, pages, different_questions]
)
def test_silent(findings, work):
    assert findings(work) == ()


def test_tasks_side_by_side_keep_their_own_lines(findings):
    async def both():
        await asyncio.gather(get_per_row(), rows_per_row())

    assert {finding.loop.function for finding in findings(both)} == {
        "get_per_row",
        "rows_per_row",
    }


class Held:
    """Something of the host's that only a coroutine's frame keeps alive."""


def test_frames_are_let_go():
    known = []

    async def holding():
        held = Held()
        known.append(weakref.ref(held))
        await get_per_row()

    run_in_a_loop_of_its_own(holding)
    gc.collect()
    assert known[0]() is None
