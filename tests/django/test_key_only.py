from __future__ import annotations

import pytest
from django.template import Context, Engine

from nplusone_guard import guard
from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


def advice(function):
    make_books(3)
    with guard(mode="collect", threshold=2) as watch:
        function()
    (finding,) = watch.report.findings
    return finding.advice


def by_key():
    return [{"id": book.author.id, "title": book.title} for book in Book.objects.all()]


def by_key_and_name():
    return [
        {"id": book.author.id, "name": book.author.name} for book in Book.objects.all()
    ]


def by_key_if_any():
    found = []
    for book in Book.objects.all():
        if book.author:
            found.append(book.author.pk)
    return found


def test_nothing_but_the_key():
    assert advice(by_key).code == "book.author_id"


@pytest.mark.parametrize("program", [by_key_and_name, by_key_if_any])
def test_a_key_among_others_needs_the_row(program):
    assert '.select_related("author")' in advice(program).code


@pytest.mark.parametrize(
    ("shown", "is_key_only"),
    [
        ("{{ book.author.pk }}", True),
        ("{{ book.author.pk }} {{ book.author.name }}", False),
    ],
)
def test_a_template(tmp_path, shown, is_key_only):
    source = f"{{% for book in books %}}{shown}{{% endfor %}}"
    (tmp_path / "page.html").write_text(source)
    page = Engine(dirs=[str(tmp_path)]).get_template("page.html")

    def render():
        page.render(Context({"books": Book.objects.all()}))

    assert (advice(render).kind == "key") is is_key_only
