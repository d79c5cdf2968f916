from __future__ import annotations

import textwrap

import pytest
from django.db.models import Count, Prefetch
from django.template.loader import render_to_string

from nplusone_guard import guard
from nplusone_guard.report.patch import replacements
from tests.django_project.models import Author, Book, Category
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, monkeypatch):
    make_books(3)
    monkeypatch.setattr(Author, "public_books", property(public_books), raising=False)
    monkeypatch.setattr(Author, "shown_books", shown_books, raising=False)


def public_books(self):
    return self.books.filter(is_public=True)


def shown_books(self):
    """What a page shows."""
    return self.books.order_by("-title")[:2]


def page():
    rows = Author.objects.order_by("id")
    return render_to_string("page.html", {"authors": rows})


def books():
    rows = Book.objects.order_by("id")
    return render_to_string("page.html", {"books": rows})


def mended(finding, templates, view):
    """Do in the template and in the view what the patch says, and render again."""
    (line,) = [
        each.text
        for each in replacements(finding.advice.patch)
        if each.file.endswith("page.html")
    ]
    templates(mended=line)
    space = {"Count": Count, "Prefetch": Prefetch, "Author": Author, "Book": Book}
    if finding.advice.place.file.endswith(".py"):
        exec(textwrap.dedent(finding.advice.code), space)
    rows = space.get("rows", Book.objects.order_by("id"))
    name = "books" if view is books else "authors"
    with guard("mended", mode="collect") as watch:
        text = render_to_string("mended.html", {name: rows})
    assert watch.report.findings == ()
    return text


@pytest.mark.parametrize(
    ("view", "source", "wanted"),
    [
        (page, "{{ a.books.count }}", "{{ a.books_count }}"),
        (page, "{{ a.books.count|add:1 }}", "{{ a.books_count|add:1 }}"),
        (page, "{{ a.books.first.title }}", "{{ a.first_books.0.title }}"),
        (page, "{{ a.books.last.title }}", "{{ a.last_books.0.title }}"),
        (
            page,
            "{% for b in a.public_books %}{{ b.title }}{% endfor %}",
            "{% for b in a.loaded_public_books %}{{ b.title }}{% endfor %}",
        ),
        (
            page,
            "{% for b in a.public_books.all %}{{ b.title }}{% endfor %}",
            "{% for b in a.loaded_public_books %}{{ b.title }}{% endfor %}",
        ),
        (
            page,
            "{% for b in a.shown_books %}{{ b.title }}{% endfor %}",
            "{% for b in a.loaded_shown_books %}{{ b.title }}{% endfor %}",
        ),
        (books, "{{ a.author.pk }}", "{{ a.author_id }}"),
    ],
)
def test_the_patch_changes_the_template_too(one, templates, view, source, wanted):
    name = "books" if view is books else "authors"
    whole = "{% for a in NAME %}" + source + "{% endfor %}\n"
    templates(page=whole.replace("NAME", name))
    said: list[str] = []
    finding = one(lambda: said.append(view()))
    assert wanted in finding.advice.patch
    assert mended(finding, templates, view) == said[0]


def test_what_depends_on_the_row_is_no_edit(one, templates, monkeypatch):
    def own(self):
        return self.books.filter(title__contains=self.name)

    monkeypatch.setattr(Author, "own", property(own), raising=False)
    templates(
        page="{% for a in authors %}{% for b in a.own %}x{% endfor %}{% endfor %}"
    )
    finding = one(page)
    assert finding.certainty == "unsure"
    assert finding.advice.patch == ""


@pytest.mark.parametrize(
    "node",
    [
        "{{ node.name }}{% for child in node.children.all %}"
        '{% include "node.html" with node=child %}{% endfor %}',
        "{{ node.name }}{% for node in node.children.all %}"
        '{% include "node.html" %}{% endfor %}',
    ],
)
def test_a_template_that_includes_itself_is_a_tree(one, templates, node):
    for number in range(2):
        top = Category.objects.create(name=f"top {number}")
        inner = Category.objects.create(name="inner", parent=top)
        Category.objects.create(name="leaf", parent=inner)
    templates(
        page='{% for node in nodes %}{% include "node.html" %}{% endfor %}', node=node
    )
    nodes = Category.objects.filter(parent=None)
    finding = one(lambda: render_to_string("page.html", {"nodes": nodes}))
    assert finding.code == "NPG010"
    assert finding.certainty == "unsure"
    assert "children_of" in finding.advice.code


def test_an_included_template_is_no_tree(one, templates):
    for number in range(2):
        top = Category.objects.create(name=f"top {number}")
        Category.objects.create(name="inner", parent=top)
    templates(
        page='{% for node in nodes %}{% include "node.html" %}{% endfor %}',
        node="{% for child in node.children.all %}{{ child.name }}{% endfor %}",
    )
    nodes = Category.objects.filter(parent=None)
    finding = one(lambda: render_to_string("page.html", {"nodes": nodes}))
    assert finding.code == "NPG002"
    assert finding.advice.code.endswith('.prefetch_related("children")')
