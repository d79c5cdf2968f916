"""Loops that query rightly: pages, chunks, prefetched batches, separate scopes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, prefetch_related_objects

from benchmarks.corpus.case import Case
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.library.models import Author, Book, Chapter, Tag, Ticket
from benchmarks.corpus.django.made import silent


def chunks(keys: list[Any], size: int) -> list[list[Any]]:
    """Lists of at most *size* keys."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def every_page() -> list[str]:
    pages = Paginator(Book.objects.order_by("id"), 2)
    return [
        book.title
        for number in pages.page_range
        for book in pages.page(number).object_list
    ]


def offset_pages() -> list[int]:
    found: list[int] = []
    books = Book.objects.order_by("id")
    while page := list(books[len(found) : len(found) + 2]):
        found += [book.pk for book in page]
    return found


def keyset_pages() -> list[int]:
    found: list[int] = []
    last = 0
    while page := list(Book.objects.filter(pk__gt=last).order_by("pk")[:2]):
        found += [book.pk for book in page]
        last = page[-1].pk
    return found


def keyset_on_two_columns() -> list[str]:
    found: list[Book] = []
    books = Book.objects.order_by("published", "pk")
    page = list(books[:2])
    while page:
        found += page
        last = page[-1]
        after = Q(published__gt=last.published) | Q(
            published=last.published, pk__gt=last.pk
        )
        page = list(books.filter(after)[:2])
    return [book.title for book in found]


def chunked_reads() -> list[str]:
    keys = list(Author.objects.values_list("pk", flat=True))
    names: list[str] = []
    for chunk in chunks(keys, 2):
        names += Author.objects.filter(pk__in=chunk).values_list("name", flat=True)
    return names


def chunked_in_bulk() -> int:
    keys = list(Book.objects.values_list("isbn", flat=True))
    return sum(
        len(Book.objects.in_bulk(chunk, field_name="isbn")) for chunk in chunks(keys, 2)
    )


def chunked_updates() -> int:
    keys = list(Author.objects.values_list("pk", flat=True))
    return sum(
        Author.objects.filter(pk__in=chunk).update(born=1) for chunk in chunks(keys, 2)
    )


def chunked_creates() -> int:
    names = [f"{book.title} {n}" for book in Book.objects.all() for n in range(2)]
    made = 0
    for chunk in chunks(names, 2):
        made += len(Tag.objects.bulk_create([Tag(name=name) for name in chunk]))
    return made


def prefetched_in_batches() -> list[int]:
    books = list(Book.objects.all())
    counted = []
    for batch in chunks(books, 2):
        prefetch_related_objects(batch, "tags", "chapters", "author")
        counted += [len(b.tags.all()) + len(b.chapters.all()) for b in batch]
    return counted


def iterated_with_prefetch() -> list[str]:
    books = Book.objects.select_related("author").prefetch_related("tags")
    return [
        f"{book.author.name} {[tag.name for tag in book.tags.all()]}"
        for book in books.iterator(chunk_size=2)
    ]


def updated_in_batches() -> int:
    chapters = list(Chapter.objects.all())
    for chapter in chapters:
        chapter.title = chapter.title.upper()
    return int(Chapter.objects.bulk_update(chapters, ["title"], batch_size=4))


def queue_worker() -> int:
    done = 0
    while batch := list(Ticket.objects.filter(used=False).order_by("id")[:2]):
        Ticket.objects.filter(pk__in=[t.pk for t in batch]).update(used=True)
        done += len(batch)
    return done


def three_reports() -> list[int]:
    found = []
    for model in (Author, Book, Chapter):
        found.append(model.objects.count())
    return found


def bounds_of_price() -> list[list[str]]:
    shelves = []
    for low, high in ((0, 11), (11, 100)):
        books = Book.objects.filter(price__gte=low, price__lt=high)
        shelves.append([book.title for book in books])
    return shelves


CASES: tuple[Case, ...] = (
    silent(every_page, grows=True),
    silent(offset_pages, grows=True),
    silent(keyset_pages, grows=True),
    silent(keyset_on_two_columns, grows=True),
    silent(chunked_reads, grows=True),
    silent(chunked_in_bulk, grows=True),
    silent(chunked_updates, grows=True),
    silent(chunked_creates, grows=True),
    silent(prefetched_in_batches, grows=True),
    silent(iterated_with_prefetch, grows=True),
    silent(updated_in_batches, grows=True),
    silent(queue_worker, populate=rows.events, grows=True),
    silent(three_reports),
    silent(bounds_of_price),
)
