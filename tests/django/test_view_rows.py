"""Rows of generic views in the view's own Python: the class that chooses them."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.generic import ListView

from nplusone_guard.report.patch import patch_for
from tests.django.pasting import check_finds
from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


class Base(ListView):
    def render_to_response(self, context, **kwargs):
        return HttpResponse(",".join(context["names"]))


class ByModel(Base):
    model = Book

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["names"] = [book.author.name for book in self.object_list]
        return context


class ByAttribute(Base):
    queryset = Book.objects.filter(is_public=True)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["names"] = [book.author.name for book in context["object_list"]]
        return context


class ByMethod(Base):
    context_object_name = "books"

    def get_queryset(self):
        books = Book.objects.order_by("pk")
        if self.request.GET.get("all"):
            books = books.filter(is_public=True)
        return books

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["names"] = [book.author.name for book in context["books"]]
        return context


class InPages(ByAttribute):
    paginate_by = 2

    def get_context_data(self, **kwargs):
        context = ListView.get_context_data(self, **kwargs)
        context["names"] = [book.author.name for book in context["page_obj"]]
        return context


def shown(view):
    request = HttpRequest()
    request.method = "GET"
    return lambda: view.as_view()(request).content


@pytest.mark.parametrize(
    ("view", "line"),
    [
        (ByModel, 'queryset = Book.objects.select_related("author")'),
        (ByAttribute, 'filter(is_public=True).select_related("author")'),
        (ByMethod, 'books = Book.objects.order_by("pk").select_related("author")'),
        (InPages, 'filter(is_public=True).select_related("author")'),
    ],
)
def test_the_class_is_the_place(view, line):
    finding = check_finds(shown(view), "NPG001")
    assert line in patch_for(finding.advice)
