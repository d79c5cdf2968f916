"""The admin's page before a deletion: every row that would go is shown by its text."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import QueryDict

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books
from tests.frameworks.test_admin import on_site, request

pytestmark = pytest.mark.django_db


def told_by_editor(book):
    return f"{book.title} by {book.editor.name}"


def told_by_key(book):
    return f"{book.title} by {book.editor_id}"


class Authors(admin.ModelAdmin):
    pass


class Books(admin.ModelAdmin):
    pass


class JoinedBooks(admin.ModelAdmin):
    list_display = ("title",)
    list_select_related = ("editor",)


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.ROOT_URLCONF = "tests.frameworks.admin_urls"
    get_user_model().objects.create_superuser("root", "root@example.org", "root")
    make_books(4)
    author, *editors = Author.objects.order_by("pk")
    for book, editor in zip(Book.objects.order_by("pk"), editors, strict=False):
        Book.objects.filter(pk=book.pk).update(author=author, editor=editor)
    Book.objects.filter(editor=None).delete()


def deleted_author():
    author = Author.objects.order_by("pk").first()
    return on_site(Authors, Author).delete_view(request(), str(author.pk)).render()


def deleted_books(options=Books):
    asked = request()
    asked.method, asked._dont_enforce_csrf_checks = "POST", True
    asked.POST = QueryDict(mutable=True)
    asked.POST.update({"action": "delete_selected", "index": "0"})
    asked.POST.setlist(
        "_selected_action", [str(book.pk) for book in Book.objects.all()]
    )
    return on_site(options).changelist_view(asked).render()


@pytest.mark.parametrize("page", [deleted_author, deleted_books])
def test_a_text_that_asks_is_to_say_less(page, one, monkeypatch):
    monkeypatch.setattr(Book, "__str__", told_by_editor)
    finding = one(page)
    assert finding.relation == "Book.editor"
    assert finding.certainty == "unsure"
    assert finding.advice.place == finding.blame
    assert finding.blame.expression == "book.editor"
    assert (finding.advice.code, patch_for(finding.advice)) == ("", "")
    assert "Let the __str__ of Book say what is on its own row" in finding.advice.text
    assert "such as editor_id" in finding.advice.text


@pytest.mark.parametrize("page", [deleted_author, deleted_books])
def test_a_text_of_the_row_itself_is_silent(page, found, monkeypatch):
    monkeypatch.setattr(Book, "__str__", told_by_key)
    assert found(page) == ()


def test_chosen_rows_that_the_list_joins_are_silent(found, monkeypatch):
    monkeypatch.setattr(Book, "__str__", told_by_editor)
    assert found(lambda: deleted_books(JoinedBooks)) == ()
