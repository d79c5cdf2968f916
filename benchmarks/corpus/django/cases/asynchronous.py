"""Async views, gathered tasks, and streams that query while they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import COUNT, fetch, join
from benchmarks.corpus.django.library import async_views as views
from benchmarks.corpus.django.library.models import Book
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import request


def answered(view: Callable[..., Any]) -> str:
    """What an async *view* answers, in an event loop of its own."""
    return asyncio.run(view(request())).content.decode()


def sent(view: Callable[..., Any]) -> str:
    """All that a streaming *view* sends."""
    return b"".join(view(request()).streaming_content).decode()


def collected(lines: Callable[[], AsyncIterator[str]]) -> str:
    """All that an async generator yields."""

    async def collect() -> str:
        return "".join([line async for line in lines()])

    return asyncio.run(collect())


def async_get_per_row() -> str:
    return answered(views.get_per_row)


def async_count_per_row() -> str:
    return answered(views.count_per_row)


def async_count_per_row_fixed() -> str:
    books = Book.objects.order_by("id").prefetch_related("reviews")
    pairs = (f'"{book.title}": {book.reviews.count()}' for book in books)
    return "{" + ", ".join(pairs) + "}"


def async_chapters_per_row() -> str:
    return answered(views.chapters_per_row)


def async_gather() -> str:
    return answered(views.gathered)


def async_sync_to_async() -> str:
    return answered(views.through_thread)


def async_save() -> str:
    return answered(views.saved_per_row)


def stream_export() -> str:
    return sent(views.export)


def stream_async() -> str:
    return collected(views.feed)


def async_joined() -> str:
    return answered(views.joined)


def async_dashboard() -> str:
    return answered(views.dashboard)


def async_in_bulk() -> str:
    return answered(views.get_per_row_fixed)


def async_prefetched() -> str:
    return answered(views.chapters_per_row_fixed)


def stream_joined() -> str:
    return sent(views.export_fixed)


def stream_in_batches() -> str:
    return collected(views.feed_fixed)


GET = Expect("NPG004", fix=("in_bulk(",), any_of=(("__in=",),))
CASES: tuple[Case, ...] = (
    positive(
        async_get_per_row,
        lambda: answered(views.get_per_row_fixed),
        GET,
        threads=True,
    ),
    positive(
        async_count_per_row,
        async_count_per_row_fixed,
        Expect("NPG005", fix=COUNT, any_of=(fetch("reviews"),)),
        threads=True,
    ),
    positive(
        async_chapters_per_row,
        lambda: answered(views.chapters_per_row_fixed),
        Expect("NPG002", "Book.chapters", fix=fetch("chapters")),
        threads=True,
    ),
    positive(async_gather, async_in_bulk, GET, threads=True),
    positive(
        async_sync_to_async,
        lambda: answered(views.through_thread_fixed),
        Expect("NPG001", "Book.author", fix=join("author")),
        threads=True,
    ),
    positive(
        async_save,
        lambda: answered(views.saved_per_row_fixed),
        Expect("NPG007", fix=("bulk_update(",), any_of=(("__in=", "update("),)),
        threads=True,
    ),
    positive(
        stream_export,
        lambda: sent(views.export_fixed),
        Expect("NPG001", "Book.author", fix=join("author")),
    ),
    positive(
        stream_async,
        lambda: collected(views.feed_fixed),
        Expect("NPG002", "Book.tags", fix=fetch("tags")),
        threads=True,
    ),
    silent(async_joined, threads=True),
    silent(async_dashboard, threads=True),
    silent(async_in_bulk, threads=True),
    silent(async_prefetched, threads=True),
    silent(stream_joined),
    silent(stream_in_batches, threads=True, populate=rows.books),
)
