from __future__ import annotations

import pytest
from django.template import Context, Engine

from nplusone_guard import guard
from tests.django_project.models import Author, Book

LOOP = "{% for book in books %}\n  {{ book.author.name }}MARK\n{% endfor %}\n"


@pytest.fixture
def rendered(db, tmp_path):
    """Render a page of three books with *mark* behind the tag that asks."""
    for name in "abc":
        Book.objects.create(
            title=name, author=Author.objects.create(name=name, slug=name)
        )

    def render(mark):
        (tmp_path / "books.html").write_text(LOOP.replace("MARK", mark))
        page = Engine(dirs=[str(tmp_path)]).get_template("books.html")
        with guard(mode="collect") as watch:
            page.render(Context({"books": Book.objects.all()}))
        return watch.report

    return render


def test_a_template_comment_accepts(rendered):
    report = rendered(" {# nplusone: ok - three books #}")

    assert [one.accepted for one in report.accepted] == ["three books"]
    assert report.findings == ()


def test_a_template_without_one_is_told(rendered):
    report = rendered(" {# three books are ok #}")

    assert [one.relation for one in report.findings] == ["Book.author"]
    assert report.accepted == ()
