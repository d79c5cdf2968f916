"""A guest wakes nothing: lazy objects, rows with a length, statements with a text."""

from __future__ import annotations

import io

import pytest
from django.db import DatabaseError, connection
from django.http import FileResponse
from django.template import Context
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from nplusone_guard import guard
from nplusone_guard.containment import contained_errors, forget_contained_errors
from nplusone_guard.django import NPlusOneGuardMiddleware
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


class Users:
    """Lazy users, and how many of them have been woken."""

    def __init__(self, number: int) -> None:
        self.woken = 0
        self.all = [SimpleLazyObject(self._wake) for _ in range(number)]

    def _wake(self) -> Author:
        self.woken += 1
        return Author(name="woken")


def shown(templates, source: str, **context: object) -> str:
    engine = templates(page=source)
    return engine.get_template("page.html").render(Context(context))


def test_a_loop_of_a_template_over_lazy_objects_wakes_none(templates):
    make_books(3)
    users = Users(3)
    source = "{% for user in users %}{{ ask }}{% endfor %}"
    with guard(mode="collect") as watch:
        shown(templates, source, users=users.all, ask=Book.objects.count)
    assert watch.statements == 3
    assert users.woken == 0


def test_a_filter_that_is_given_a_lazy_object_does_not_wake_it(templates):
    make_books(3)
    users = Users(1)
    source = "{% load shelf %}{% for book in books %}{{ user|asking }}{% endfor %}"
    with guard(mode="collect") as watch:
        shown(templates, source, books=Book.objects.all(), user=users.all[0])
    assert watch.statements == 4
    assert users.woken == 0


def test_a_loop_of_jinja_over_lazy_objects_wakes_none():
    jinja2 = pytest.importorskip("jinja2")
    make_books(3)
    users = Users(3)
    source = "{% for user in users %}{{ ask(user) }}{% endfor %}"
    with guard(mode="collect") as watch:
        template = jinja2.Environment(
            loader=jinja2.DictLoader({"page.html": source})
        ).get_template("page.html")
        template.render(users=users.all, ask=lambda user: Author.objects.count())
    assert watch.statements == 3
    assert users.woken == 0


def test_rows_are_not_asked_whether_they_are_true(monkeypatch):
    make_books(3)
    asked = []
    monkeypatch.setattr(Author, "__len__", lambda self: asked.append(self) or 0, False)
    authors = list(Author.objects.all())
    with guard(mode="collect") as watch:
        for author in authors:
            list(author.books.all())
            author.books.filter(title="x").count()
    assert len(watch.report.findings) == 2
    assert asked == []


# sqlite3 says "execute() argument 1 must be str".
DRIVERS_OWN = (TypeError, DatabaseError)


class Text:
    """What is neither text nor a statement that a driver knows."""

    def as_string(self, connection):
        raise RuntimeError("ours, were it called")


def test_a_statement_that_cannot_be_read_is_the_drivers_affair():
    with (
        guard(mode="collect") as watch,
        connection.cursor() as cursor,
        pytest.raises(DRIVERS_OWN),
    ):
        cursor.execute(Text())
    assert watch.statements == 1
    assert contained_errors() == {"read a text": 1}
    forget_contained_errors()


def test_a_file_is_left_for_the_server_to_send():
    def view(request):
        list(Author.objects.all())
        return FileResponse(io.BytesIO(b"x"))

    response = NPlusOneGuardMiddleware(view)(RequestFactory().get("/"))
    assert response.file_to_stream is not None
    assert b"".join(response.streaming_content) == b"x"
    response.close()
