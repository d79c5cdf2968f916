from __future__ import annotations

import inspect

import pytest
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.contrib.syndication.views import Feed
from django.test import RequestFactory

from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


class Latest(Feed):
    title, link, description = "Latest", "/", "Books"

    def items(self):
        return Book.objects.order_by("-id")

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.author.name

    def item_link(self, item):
        return f"/{item.pk}/"


class Joined(Latest):
    def items(self):
        return super().items().select_related("author")


class Narrowed(Latest):
    books = Book.objects.order_by("title")

    def items(self):
        return self.books.all()


class Pages(Sitemap):
    def items(self):
        return Book.objects.order_by("id")

    def location(self, obj):
        return f"/{obj.author.slug}/{obj.pk}/"


class JoinedPages(Pages):
    def items(self):
        return Book.objects.order_by("id").select_related("author")


def asked(kind):
    request = RequestFactory().get("/")
    if issubclass(kind, Feed):
        return kind()(request)
    return sitemap(request, {"books": kind}).context_data["urlset"]


@pytest.mark.parametrize("kind", [Latest, Pages])
def test_the_rows_are_those_that_items_chooses(one, kind):
    finding = one(lambda: asked(kind))
    assert finding.relation == "Book.author"
    assert finding.blame.expression == "item.author" or kind is Pages
    lines, first = inspect.getsourcelines(kind)
    line = next(first + n for n, text in enumerate(lines) if "Book.objects" in text)
    assert finding.origin is not None
    assert finding.origin.line == line
    assert finding.loop == finding.origin
    assert finding.advice.code.endswith('.select_related("author")')


def test_a_subclass_says_which_rows(one):
    finding = one(lambda: asked(Narrowed))
    assert finding.advice.code == (
        'Book.objects.order_by("title").select_related("author")'
    )


@pytest.mark.parametrize("kind", [Joined, JoinedPages])
def test_rows_that_are_joined_ask_nothing(found, kind):
    assert found(lambda: asked(kind)) == ()
