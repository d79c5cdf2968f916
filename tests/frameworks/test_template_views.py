from __future__ import annotations

import inspect

import pytest
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.views.generic import DetailView, ListView, TemplateView

from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db
LOOP = "{% for book in books %}{{ book.author.name }}{% endfor %}"


@pytest.fixture(autouse=True)
def _rows(db, templates):
    make_books(3)
    templates(page=LOOP)


def asked(view, **kwargs):
    response = view(RequestFactory().get("/"), **kwargs)
    return response.render() if hasattr(response, "render") else response


def line_of(thing, text):
    """The line of *text* in the source of a class or function."""
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


def by_name(request: HttpRequest):
    books = Book.objects.order_by("id")
    return render(request, "page.html", {"books": books})


def inline(request: HttpRequest):
    return render(request, "page.html", {"books": Book.objects.order_by("id")})


def by_helper(request: HttpRequest):
    return render(request, "page.html", context_of(request))


def context_of(request: HttpRequest):
    context = {"title": "Books"}
    context["books"] = Book.objects.order_by("-id")
    return context


def through_a_function(request: HttpRequest):
    return shown(request, books=Book.objects.order_by("id"))


def shown(request: HttpRequest, **context):
    return render(request, "page.html", context)


def by_locals(request: HttpRequest):
    books = Book.objects.order_by("id")
    return render(request, "page.html", locals())


def paged(request: HttpRequest):
    pages = Paginator(Book.objects.order_by("id"), 10)
    return render(request, "page.html", {"books": pages.page(1)})


@pytest.mark.parametrize(
    ("view", "owner", "text"),
    [
        (by_name, by_name, "books = Book"),
        (inline, inline, "Book.objects"),
        (by_helper, context_of, "Book.objects"),
        (paged, paged, "Paginator("),
        (through_a_function, through_a_function, "Book.objects"),
        (by_locals, by_locals, "books = Book"),
    ],
)
def test_the_origin_is_where_the_view_builds_the_rows(one, view, owner, text):
    finding = one(lambda: asked(view))
    assert finding.origin.file == __file__
    assert finding.origin.line == line_of(owner, text)
    assert 'select_related("author")' in finding.advice.code


class ByModel(ListView):
    model = Book
    context_object_name = "books"
    template_name = "page.html"


class ByQueryset(ListView):
    queryset = Book.objects.filter(is_public=True)
    context_object_name = "books"
    template_name = "page.html"
    paginate_by = 10


class ByMethod(ListView):
    context_object_name = "books"
    template_name = "page.html"

    def get_queryset(self):
        return Book.objects.order_by("title")


class Narrowed:
    def get_queryset(self):
        return super().get_queryset().filter(is_public=True)


class ByMixin(Narrowed, ListView):
    queryset = Book.objects.order_by("-title")
    context_object_name = "books"
    template_name = "page.html"


class ByContext(TemplateView):
    template_name = "page.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["books"] = Book.objects.all()
        return context


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (ByModel, "model = Book"),
        (ByQueryset, "queryset ="),
        (ByMethod, "return Book"),
        (ByMixin, "queryset ="),
        (ByContext, '"books"]'),
    ],
)
def test_the_origin_of_a_class_is_its_attribute_or_method(one, view, text):
    finding = one(lambda: asked(view.as_view()))
    assert finding.origin.line == line_of(view, text)
    assert 'select_related("author")' in finding.advice.code


def test_a_class_with_a_model_alone_gets_a_queryset(one):
    finding = one(lambda: asked(ByModel.as_view()))
    assert finding.advice.code == 'queryset = Book.objects.select_related("author")'


def test_a_response_rendered_late_finds_its_view_by_the_resolver(one):
    def view(request):
        return TemplateResponse(request, "page.html", {"books": Book.objects.all()})

    def late():
        request = RequestFactory().get("/")
        request.resolver_match = type("Match", (), {"func": staticmethod(view)})()
        view(request).render()

    finding = one(late)
    assert finding.origin.line == line_of(view, "TemplateResponse(")


class AuthorPage(DetailView):
    model = Author
    template_name = "author.html"


def test_rows_of_a_single_object_start_from_its_view(one, templates):
    templates(author="{% for b in author.books.all %}{{ b.editor.name }}{% endfor %}")
    author = Author.objects.first()
    editors = Author.objects.all()
    for number in range(3):
        Book.objects.create(title=str(number), author=author, editor=editors[number])
    finding = one(lambda: asked(AuthorPage.as_view(), pk=author.pk))
    assert finding.relation == "Book.editor"
    assert '"books__editor"' in finding.advice.code


class Joined(ListView):
    queryset = Book.objects.select_related("author")
    context_object_name = "books"
    template_name = "page.html"
    paginate_by = 2


def test_a_joined_list_is_silent(found):
    assert found(lambda: asked(Joined.as_view())) == ()


def rendered_in_a_loop(request: HttpRequest):
    pages = []
    for book in Book.objects.order_by("id"):
        pages.append(render_to_string("page.html", {"books": [book]}))
    return pages


def rendered_by_author(request: HttpRequest):
    pages = []
    for author in Author.objects.order_by("id"):
        books = author.books.all()
        pages.append(render_to_string("titles.html", {"books": books}))
    return pages


def rendered_by_author_prefetched(request: HttpRequest):
    return [
        render_to_string("titles.html", {"books": author.books.all()})
        for author in Author.objects.prefetch_related("books")
    ]


def test_a_tag_over_one_row_is_repeated_by_what_renders_it(one):
    finding = one(lambda: rendered_in_a_loop(RequestFactory().get("/")))
    assert finding.blame.expression == "book.author.name"
    assert finding.loop.line == line_of(rendered_in_a_loop, "for book in")
    assert finding.origin.line == line_of(rendered_in_a_loop, "for book in")


def test_a_collection_in_the_context_is_prefetched_for_its_owners(one, templates):
    templates(titles="{% for book in books %}{{ book.title }}{% endfor %}")
    finding = one(lambda: rendered_by_author(RequestFactory().get("/")))
    assert finding.origin.line == line_of(rendered_by_author, "for author in")
    assert finding.advice.code == (
        'Author.objects.order_by("id").prefetch_related("books")'
    )


def test_a_prefetched_collection_in_the_context_asks_nothing(found, templates):
    templates(titles="{% for book in books %}{{ book.title }}{% endfor %}")
    request = RequestFactory().get("/")
    assert found(lambda: rendered_by_author_prefetched(request)) == ()
