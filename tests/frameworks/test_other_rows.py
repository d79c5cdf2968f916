"""Rows on a page that the query of its view does not give: nothing is added to that."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import render
from django.test import RequestFactory, override_settings
from django.utils.functional import SimpleLazyObject
from django.views.generic import DetailView, ListView

from nplusone_guard import guard
from nplusone_guard.django.relations import tables_of
from tests.django_project.models import Author, Book, Circle, Restaurant
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db
LOOP = "{% for book in books %}{{ book.author.name }}{% endfor %}"


class Penman(Author):
    class Meta:
        proxy = True
        app_label = Author._meta.app_label

    def public_books(self):
        return self.books.filter(is_public=True)


@pytest.fixture(autouse=True)
def _rows(db, templates):
    make_books(3)
    templates(page=LOOP)


def asked(view, **kwargs):
    response = view(RequestFactory().get("/"), **kwargs)
    return response.render() if hasattr(response, "render") else response


@contextmanager
def modified_options(options):
    (first, *_) = settings.TEMPLATES
    with override_settings(TEMPLATES=[{**first, "OPTIONS": options}]):
        yield


def books_of_one_author():
    author = Penman.objects.first()
    for number, editor in enumerate(Author.objects.all()):
        Book.objects.create(title=str(number), author=author, editor=editor)
    Book.objects.exclude(author=author).delete()
    Book.objects.filter(editor=None).delete()
    return author


class PenmanPage(DetailView):
    model = Penman
    template_name = "writer.html"


def test_rows_of_a_method_are_not_those_of_the_relation_before_it(one, templates):
    templates(
        writer="{% for b in penman.public_books %}{{ b.editor.name }}{% endfor %}"
    )
    author = books_of_one_author()
    finding = one(lambda: asked(PenmanPage.as_view(), pk=author.pk))
    assert finding.relation == "Book.editor"
    assert "public_books__" not in finding.advice.code
    assert finding.origin is None or finding.origin.function != "PenmanPage"
    assert finding.certainty != "certain"


def test_rows_of_a_relation_are(one, templates):
    templates(writer="{% for b in penman.books.all %}{{ b.editor.name }}{% endfor %}")
    author = books_of_one_author()
    finding = one(lambda: asked(PenmanPage.as_view(), pk=author.pk))
    assert '"books__editor"' in finding.advice.code


def refined(books):
    for step in (lambda rows: rows.order_by("id"), lambda rows: rows.distinct()):
        books = step(books)
    return books


def chosen(request):
    return {"books": refined}[request.GET.get("kind", "books")](Book.objects.all())


class Unclear(ListView):
    model = Book
    context_object_name = "books"
    template_name = "page.html"

    def get_queryset(self):
        return chosen(self.request)


def test_a_get_queryset_nobody_can_follow_is_not_written_twice(one):
    finding = one(lambda: asked(Unclear.as_view()))
    assert "def get_queryset" not in finding.advice.code
    assert "queryset =" not in finding.advice.code
    assert finding.origin.expression == "chosen(self.request)"


class Report:
    def __init__(self):
        self.rows = Book.objects.order_by("id")


class Elsewhere(ListView):
    context_object_name = "books"
    template_name = "page.html"

    def get(self, request, *args, **kwargs):
        self.object_list = self.queryset = Report().rows
        return self.render_to_response(self.get_context_data())


def test_a_view_without_rows_of_its_own_gets_no_get_queryset(one):
    finding = one(lambda: asked(Elsewhere.as_view()))
    assert "get_queryset" not in finding.advice.code


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class Shop:
    def __init__(self):
        self.shelves = {"new": Book.objects.order_by("id")}


def by_object(request: HttpRequest):
    return render(request, "page.html", {"shop": Shop()})


def test_who_waits_for_the_page_did_not_ask_for_its_rows(one, templates):
    templates(page=LOOP.replace("in books", "in shop.shelves.new"))
    finding = one(lambda: Middleware(by_object)(RequestFactory().get("/")))
    assert finding.relation == "Book.author"
    assert "get_response" not in finding.advice.code
    assert finding.origin is None or "get_response" not in str(finding.origin)


def test_a_lazy_object_is_not_woken_and_not_taken_for_a_row(found, templates):
    templates(page="{% for x in user.groups.all %}{{ x }}{% endfor %}")
    woken = []

    def wake():
        woken.append(1)
        return AnonymousUser()

    def view():
        user = SimpleLazyObject(wake)
        for _ in range(2):
            render(RequestFactory().get("/"), "page.html", {"user": user})

    assert found(view) == ()
    assert woken == [1]


def test_a_lazy_row_is_a_row(one, templates):
    templates(page="{% for b in writer.books.all %}{{ b.editor.name }}{% endfor %}")
    author = books_of_one_author()

    def view(request):
        writer = SimpleLazyObject(lambda: Author.objects.get(pk=author.pk))
        return render(request, "page.html", {"writer": writer})

    finding = one(lambda: asked(view))
    assert finding.relation == "Book.editor"


def test_a_query_for_the_parent_gives_no_rows_of_the_child():
    assert tables_of(Restaurant) == (Restaurant._meta.db_table,)


class BookPage(DetailView):
    model = Book
    template_name = "book.html"

    def others(self):
        return {"near": list(Book.objects.exclude(pk=self.object.pk))}

    def get_context_data(self, **kwargs):
        return super().get_context_data(others=self.others(), **kwargs)


def test_what_a_tag_renders_by_itself_is_not_the_row_of_the_view(one, templates):
    tags = "{% load shelf %}{% for book in others.near %}{% card book %}{% endfor %}"
    templates(book=tags, card="{{ book.author.name }}")
    options = {"libraries": {"shelf": "tests.frameworks.shelf_tags"}}
    with modified_options(options):
        finding = one(lambda: asked(BookPage.as_view(), pk=Book.objects.first().pk))
    assert finding.relation == "Book.author"
    assert finding.origin is None or finding.origin.expression != "model = Book"
    assert "queryset =" not in finding.advice.code


class Labelled:
    names = ("title", "author")

    def texts(self, book):
        return [str(getattr(book, name)) for name in self.names]


def test_names_that_a_class_holds_are_not_rows(found):
    shelf = {"books": list(Book.objects.order_by("id"))}

    def labels():
        for book in shelf["books"]:
            Labelled().texts(book)

    (finding,) = found(labels)
    assert "self.names" not in finding.advice.code


@pytest.mark.parametrize("name", ["inside", "around"])
def test_a_relation_of_a_class_to_itself_has_two_directions(one, name):
    circles = [Circle.objects.create(name=str(number)) for number in range(3)]
    circles[0].inside.set(circles[1:])

    def shown():
        for circle in Circle.objects.order_by("id"):
            list(getattr(circle, name).all())

    finding = one(shown)
    assert finding.relation == f"Circle.{name}"
    assert f'prefetch_related("{name}")' in finding.advice.code


class Reader(Author):
    class Meta:
        proxy = True
        app_label = Author._meta.app_label

    def last_book(self):
        return self.books.filter(is_public=True).order_by("-id").first()


class LastBooks(ListView):
    queryset = Reader.objects.order_by("id")
    context_object_name = "readers"
    template_name = "page.html"


def test_what_follows_a_row_asked_for_singly_is_joined_to_that_query(found, templates):
    templates(
        page="{% for r in readers %}{% with book=r.last_book %}{{ book.editor.name }}"
        "{% endwith %}{% endfor %}"
    )
    for author, book in zip(Author.objects.all(), Book.objects.all(), strict=True):
        Book.objects.filter(pk=book.pk).update(editor=author)
    findings = {f.relation: f for f in found(lambda: asked(LastBooks.as_view()))}
    editor = findings["Book.editor"]
    assert editor.origin.function == "Reader.last_book"
    assert editor.advice.code.endswith('.select_related("editor")')


class Listed(ListView):
    queryset = Book.objects.order_by("id")
    context_object_name = "books"
    template_name = "page.html"


def test_no_line_of_code_is_to_be_written_into_a_template(one, templates):
    template = "{% load shelf %}{% for b in books %}{{ b|stars }}{% endfor %}"
    templates(page=template)
    with modified_options({"libraries": {"shelf": "tests.frameworks.shelf_tags"}}):
        finding = one(lambda: asked(Listed.as_view()))
    place = finding.advice.place
    assert place is None or place.file.endswith(".py")


class Desk:
    @property
    def newest(self):
        return Book.objects.order_by("-id").first()


def test_what_an_attribute_holds_may_be_one_row():
    desk = {"main": Desk()}

    def shown():
        for _ in range(3):
            book = desk["main"].newest
            str(book.author)

    findings = {f.relation: f for f in found_in(shown)}
    advice = findings["Book.author"].advice
    assert "newest.select_related" not in advice.code
    assert findings["Book.author"].certainty != "certain"


def found_in(function):
    with guard(mode="collect", threshold=2) as watch:
        function()
    return watch.report.findings
