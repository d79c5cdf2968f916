"""What the library publishes: a feed, a sitemap, exports that share a base, bulletins."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import View

from benchmarks.corpus.django.library.models import Author, Book


class NewBooks(Feed):
    """The books that came in."""

    title, link, description = "New books", "/new/", "What came in"

    def items(self) -> QuerySet[Book]:
        """The latest first."""
        return Book.objects.order_by("-id")  # origin: feed_items; loop: feed_items

    def item_title(self, item: Any) -> str:
        """A book's title."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Who wrote it."""
        return str(item.author.name)  # blame: feed_items

    def item_link(self, item: Any) -> str:
        """Its page."""
        return f"/books/{item.isbn}/"


class NewBooksFixed(NewBooks):
    """The same, with its authors."""

    def items(self) -> QuerySet[Book]:
        """The latest first, joined."""
        return Book.objects.order_by("-id").select_related("author")


class BookPages(Sitemap):
    """A page for each book."""

    def items(self) -> QuerySet[Book]:
        """All books."""
        return Book.objects.order_by("id")  # origin: sitemap_items; loop: sitemap_items

    def location(self, item: Book) -> str:
        """Under its publisher."""
        return f"/{item.publisher.pk}-{item.publisher.name}/"  # blame: sitemap_items


class BookPagesFixed(BookPages):
    """The same, with its publishers."""

    def items(self) -> QuerySet[Book]:
        """All books, joined."""
        return Book.objects.order_by("id").select_related("publisher")


class Export(View):
    """Lines of text for the rows that a subclass names."""

    queryset: Any = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """All lines."""
        lines = []
        for row in self.queryset.all():  # loop: export_of_subclass
            lines.append(self.line(row))
        return HttpResponse("\n".join(lines))

    def line(self, row: Any) -> str:
        """One line."""
        raise NotImplementedError


class BookExport(Export):
    """Title and author."""

    queryset = Book.objects.order_by("id")  # origin: export_of_subclass

    def line(self, row: Any) -> str:
        """One line."""
        return f"{row.title};{row.author.name}"  # blame: export_of_subclass


class BookExportFixed(BookExport):
    """The same, joined."""

    queryset = Book.objects.order_by("id").select_related("author")


def bulletins() -> list[str]:
    """A bulletin for each author."""
    found = []
    for author in Author.objects.order_by("id"):  # loop: bulletin_each; origin: bulletin_each
        books = author.books.all()
        found.append(render_to_string("library/bulletin.html", {"books": books}))
    return found


def bulletins_fixed() -> list[str]:
    """The same from two queries."""
    found = []
    for author in Author.objects.order_by("id").prefetch_related("books"):
        books = author.books.all()
        found.append(render_to_string("library/bulletin.html", {"books": books}))
    return found


def labels() -> list[str]:
    """A label for each book, from a template that takes a list."""
    found = []
    for book in Book.objects.order_by("id"):  # loop: label_each; origin: label_each
        found.append(render_to_string("library/labels.html", {"books": [book]}))
    return found


def labels_fixed() -> list[str]:
    """The same from a joined query."""
    found = []
    for book in Book.objects.order_by("id").select_related("author"):
        found.append(render_to_string("library/labels.html", {"books": [book]}))
    return found
