from __future__ import annotations

import inspect

import pytest
from django.http import HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.views import View
from django.views.generic import CreateView

from tests.django_project.models import Author, Book, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, templates):
    make_books(3)
    templates(
        page="{% for book in books %}{{ book.author.name }}{% endfor %}",
        form="{{ form.as_p }}",
    )


def asked(view):
    response = view(RequestFactory().get("/"))
    return response.render() if hasattr(response, "render") else response


def line_of(thing, text):
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


class Listing(View):
    queryset = None

    def get(self, request):
        return render(request, "page.html", {"books": self.queryset.all()})


class Recent(Listing):
    queryset = Book.objects.order_by("-id")


class Joined(Listing):
    queryset = Book.objects.select_related("author")


class Export(View):
    def rows(self):
        return Book.objects.none()

    def get(self, request):
        return HttpResponse("".join(self.line(row) for row in self.rows()))

    def line(self, row):
        return row.author.name


class SortedExport(Export):
    books = None

    def rows(self):
        return self.books.all()


class TitleExport(SortedExport):
    books = Book.objects.order_by("title")


class JoinedExport(SortedExport):
    books = Book.objects.select_related("author")


@pytest.mark.parametrize(
    ("view", "text"), [(Recent, "queryset ="), (TitleExport, "books =")]
)
def test_self_means_the_class_of_the_object(one, view, text):
    finding = one(lambda: asked(view.as_view()))
    assert finding.origin.line == line_of(view, text)
    assert finding.advice.code.endswith('.select_related("author")')


@pytest.mark.parametrize("view", [Joined, JoinedExport])
def test_a_class_whose_rows_are_joined_asks_nothing(found, view):
    assert found(lambda: asked(view.as_view())) == ()


class Greeter:
    """A middleware with work of its own, which callers of the site never see."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        names = []
        for book in Book.objects.order_by("id"):
            names.append(book.author.name)
        return self.get_response(request)


def test_a_callable_object_is_blamed_for_the_loop_it_holds(one):
    greeter = Greeter(lambda request: HttpResponse("ok"))
    finding = one(lambda: greeter(RequestFactory().get("/")))
    assert finding.blame.line == line_of(Greeter, "book.author.name")
    assert finding.blame.expression == "book.author"


class NewBook(CreateView):
    model = Book
    fields = ("title", "author")
    template_name = "form.html"


class NewReview(CreateView):
    model = Review
    fields = ("stars",)
    template_name = "form.html"


def test_a_form_made_by_a_view_is_changed_in_the_view(one, monkeypatch):
    def label(self):
        return self.publisher.name

    monkeypatch.setattr(Author, "__str__", label)
    finding = one(lambda: asked(NewBook.as_view()))
    assert finding.relation == "Author.publisher"
    assert finding.loop.line == line_of(NewBook, "fields =")
    assert finding.origin.line == line_of(NewBook, "fields =")
    assert 'form.fields["author"].queryset.select_related("publisher")' in (
        finding.advice.code
    )
    compiled = f"class C(NewBook):\n    {finding.advice.code}\n"
    space: dict = {"NewBook": NewBook}
    exec(compiled, space)
    mended = space["C"]
    from nplusone_guard import guard

    with guard("mended", mode="collect") as watch:
        asked(mended.as_view())
    assert watch.report.findings == ()


def test_a_form_without_choices_asks_nothing(found):
    assert found(lambda: asked(NewReview.as_view())) == ()
