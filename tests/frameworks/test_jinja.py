from __future__ import annotations

import jinja2
import pytest

from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


@pytest.fixture
def jinja(tmp_path):
    """Return a function that writes templates and returns the first of them."""

    def write(source, **others):
        for name, text in {"page": source, **others}.items():
            (tmp_path / f"{name}.jinja").write_text(text)
        loader = jinja2.FileSystemLoader(tmp_path)
        return jinja2.Environment(loader=loader, autoescape=True).get_template(
            "page.jinja"
        )

    return write


def test_lines_are_those_of_the_template(one, jinja):
    page = jinja(
        "<ul>\n\n{% for book in books %}\n  <li>{{ book.title }}</li>\n"
        "  <b>{{ book.author.name }}</b>\n{% endfor %}"
    )

    def view():
        books = Book.objects.order_by("id")
        return page.render(books=books)

    finding = one(view)
    assert finding.relation == "Book.author"
    assert finding.blame.file.endswith("page.jinja")
    assert (finding.blame.line, finding.blame.expression) == (5, "book.author")
    assert finding.loop.line == 3
    assert finding.origin.expression == 'Book.objects.order_by("id")'
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


@pytest.mark.parametrize(
    "source",
    [
        "{% for book in books %}{% set writer = book.author %}{{ writer.name }}{% endfor %}",
        "{% for book in books %}{% if book.author %}yes{% endif %}{% endfor %}",
        "{% for book in books %}{{ loop.index }}{{ book.author.name|upper }}{% endfor %}",
        "{% macro card(b) %}{{ b.author.name }}{% endmacro %}"
        "{% for book in books %}{{ card(book) }}{% endfor %}",
        "{% for book in books %}{% include 'card.jinja' %}{% endfor %}",
        "{% for book in books if book.title %}{{ book.author.name }}{% endfor %}",
    ],
)
def test_every_form_leads_back_to_the_view(one, jinja, source):
    page = jinja(source, card="{{ book.author.name }}")
    finding = one(lambda: page.render({"books": Book.objects.order_by("id")}))
    assert finding.relation == "Book.author"
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


def test_nested_loops_give_the_path(found, jinja):
    page = jinja(
        "{% for author in authors %}\n{% for book in author.books.all() %}\n"
        "{% for tag in book.tags.all() %}{{ tag.name }}{% endfor %}{% endfor %}{% endfor %}"
    )
    authors, tags = found(lambda: page.render(authors=Author.objects.order_by("id")))
    assert (authors.relation, authors.blame.line) == ("Author.books", 2)
    assert (tags.relation, tags.blame.line) == ("Book.tags", 3)
    assert 'prefetch_related("books__tags")' in tags.advice.code


@pytest.mark.parametrize(
    ("source", "books"),
    [
        (
            "{% for book in books %}{{ book.author.name }}{% endfor %}",
            lambda: Book.objects.select_related("author"),
        ),
        (
            "{% for book in books %}{% for tag in book.tags.all() %}{{ tag }}{% endfor %}{% endfor %}",
            lambda: Book.objects.prefetch_related("tags"),
        ),
        ("{{ books.author.name }}{{ books.editor }}", lambda: Book.objects.first()),
    ],
)
def test_silent(found, jinja, source, books):
    page = jinja(source)
    assert found(lambda: page.render(books=books())) == ()
