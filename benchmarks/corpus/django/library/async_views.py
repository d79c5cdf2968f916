"""Asynchronous views and streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse

from benchmarks.corpus.django.library.models import Author, Book


async def get_per_row(request: HttpRequest) -> JsonResponse:
    """The author of each book, fetched one by one."""
    names = []
    async for book in Book.objects.order_by("id"):  # loop: async_get_per_row; origin: async_get_per_row
        author = await Author.objects.aget(pk=book.author_id)  # blame: async_get_per_row; origin: async_get_per_row
        names.append(author.name)
    return JsonResponse({"names": names})


async def get_per_row_fixed(request: HttpRequest) -> JsonResponse:
    """The author of each book, fetched at once."""
    books = [book async for book in Book.objects.order_by("id")]
    authors = await Author.objects.ain_bulk([book.author_id for book in books])
    return JsonResponse({"names": [authors[book.author_id].name for book in books]})


async def count_per_row(request: HttpRequest) -> JsonResponse:
    """Reviews of each book."""
    found = {}
    async for book in Book.objects.order_by("id"):  # loop: async_count_per_row; origin: async_count_per_row
        found[book.title] = await book.reviews.acount()  # blame: async_count_per_row
    return JsonResponse(found)


async def chapters_per_row(request: HttpRequest) -> JsonResponse:
    """Chapters of each book."""
    found = {}
    books = [book async for book in Book.objects.all()]  # origin: async_chapters_per_row
    for book in books:  # loop: async_chapters_per_row
        found[book.title] = [
            chapter.title
            async for chapter in book.chapters.all()  # blame: async_chapters_per_row
        ]
    return JsonResponse(found)


async def chapters_per_row_fixed(request: HttpRequest) -> JsonResponse:
    """Chapters of each book, prefetched."""
    found = {}
    async for book in Book.objects.prefetch_related("chapters"):
        found[book.title] = [chapter.title for chapter in book.chapters.all()]
    return JsonResponse(found)


async def gathered(request: HttpRequest) -> JsonResponse:
    """All authors side by side: as many queries as books."""
    books = [book async for book in Book.objects.order_by("id")]  # origin: async_gather

    async def author_of(book: Book) -> str:
        author = await Author.objects.aget(pk=book.author_id)  # blame: async_gather; origin: async_gather
        return str(author.name)

    names = await asyncio.gather(*(author_of(book) for book in books))  # loop: async_gather
    return JsonResponse({"names": names})


def lines() -> list[str]:
    """The books with their authors, for a thread."""
    books = Book.objects.all()  # origin: async_sync_to_async
    return [
        f"{book.title} {book.author.name}"  # blame: async_sync_to_async
        for book in books  # loop: async_sync_to_async
    ]


async def through_thread(request: HttpRequest) -> JsonResponse:
    """What a thread reads."""
    return JsonResponse({"names": await sync_to_async(lines)()})


async def through_thread_fixed(request: HttpRequest) -> JsonResponse:
    """What a thread reads, joined."""

    def joined() -> list[str]:
        books = Book.objects.select_related("author")
        return [f"{book.title} {book.author.name}" for book in books]

    return JsonResponse({"names": await sync_to_async(joined)()})


async def saved_per_row(request: HttpRequest) -> JsonResponse:
    """Every price doubled, one by one."""
    changed = 0
    async for book in Book.objects.all():  # loop: async_save
        book.price *= 2
        await book.asave()  # blame: async_save
        changed += book.price
    return JsonResponse({"changed": changed})


async def saved_per_row_fixed(request: HttpRequest) -> JsonResponse:
    """Every price doubled at once."""
    books = [book async for book in Book.objects.all()]
    for book in books:
        book.price *= 2
    await Book.objects.abulk_update(books, ["price"])
    return JsonResponse({"changed": sum(book.price for book in books)})


async def dashboard(request: HttpRequest) -> JsonResponse:
    """Four different questions side by side."""
    books, authors, cheap, first = await asyncio.gather(
        Book.objects.acount(),
        Author.objects.acount(),
        Book.objects.filter(price__lt=12).aexists(),
        Book.objects.afirst(),
    )
    return JsonResponse({"n": [books, authors, cheap, first.title]})


async def joined(request: HttpRequest) -> JsonResponse:
    """Books with authors."""
    books = Book.objects.select_related("author")
    return JsonResponse({"names": [book.author.name async for book in books]})


def exported(books: Any) -> Iterator[str]:
    """A CSV, line by line."""
    yield "title,author\n"
    for book in books:  # loop: stream_export
        yield f"{book.title},{book.author.name}\n"  # blame: stream_export


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The export: its queries run while it is sent."""
    books = Book.objects.order_by("id")  # origin: stream_export
    return StreamingHttpResponse(exported(books))


def export_fixed(request: HttpRequest) -> StreamingHttpResponse:
    """The export, joined."""
    return StreamingHttpResponse(exported(Book.objects.order_by("id").with_people()))


async def feed() -> AsyncIterator[str]:
    """Lines as they are read."""
    async for book in Book.objects.order_by("-id"):  # loop: stream_async; origin: stream_async
        tags = [tag.name async for tag in book.tags.all()]  # blame: stream_async
        yield f"{book.title}: {' '.join(tags)}\n"


async def feed_fixed() -> AsyncIterator[str]:
    """Lines, with tags read ahead."""
    books = Book.objects.order_by("-id").prefetch_related("tags")
    async for book in books.aiterator(chunk_size=100):
        yield f"{book.title}: {' '.join(tag.name for tag in book.tags.all())}\n"
