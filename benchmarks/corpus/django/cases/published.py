"""Rows that a library's class goes through: feeds, sitemaps, a base view, bulletins."""

from __future__ import annotations

import re

from django.contrib.sitemaps.views import sitemap

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django.fixes import fetch, join
from benchmarks.corpus.django.library import published
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import get, request


def described(feed: published.NewBooks) -> list[str]:
    return re.findall(r"<description>(.*?)</description>", get(feed))


def feed_items() -> list[str]:
    return described(published.NewBooks())


def feed_items_fixed() -> list[str]:
    return described(published.NewBooksFixed())


def locations(kind: type[published.BookPages]) -> list[str]:
    response = sitemap(request(), {"books": kind})
    return [url["location"] for url in response.context_data["urlset"]]


def sitemap_items() -> list[str]:
    return locations(published.BookPages)


def sitemap_items_fixed() -> list[str]:
    return locations(published.BookPagesFixed)


def export_of_subclass() -> str:
    return get(published.BookExport.as_view())


def export_of_subclass_fixed() -> str:
    return get(published.BookExportFixed.as_view())


def bulletin_each() -> list[str]:
    return published.bulletins()


def bulletin_each_fixed() -> list[str]:
    return published.bulletins_fixed()


def label_each() -> list[str]:
    return published.labels()


def label_each_fixed() -> list[str]:
    return published.labels_fixed()


def feed_joined() -> list[str]:
    return feed_items_fixed()


def sitemap_joined() -> list[str]:
    return sitemap_items_fixed()


def export_joined() -> str:
    return export_of_subclass_fixed()


def bulletins_prefetched() -> list[str]:
    return bulletin_each_fixed()


AUTHOR = Expect("NPG001", "Book.author", fix=join("author"))
CASES: tuple[Case, ...] = (
    positive(feed_items, feed_items_fixed, AUTHOR),
    positive(
        sitemap_items,
        sitemap_items_fixed,
        Expect("NPG001", "Book.publisher", fix=join("publisher")),
    ),
    positive(export_of_subclass, export_of_subclass_fixed, AUTHOR),
    positive(
        bulletin_each,
        bulletin_each_fixed,
        Expect("NPG002", "Author.books", fix=fetch("books")),
    ),
    positive(label_each, label_each_fixed, AUTHOR),
    silent(feed_joined),
    silent(sitemap_joined),
    silent(export_joined),
    silent(bulletins_prefetched),
)
