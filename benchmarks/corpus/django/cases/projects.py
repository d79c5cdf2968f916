"""Bases and hooks of a project's own between the query and what is read of its rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django.fixes import COUNT, join
from benchmarks.corpus.django.library import api, projects
from benchmarks.corpus.django.library.models import Author, Book
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import get


def listed(view: type[Any], **options: Any) -> str:
    return get(view.as_view(renderer_classes=api.JSON, **options), "/?price=10")


def project_fields() -> str:
    return listed(projects.Fields)


def project_fields_joined() -> str:
    books = Book.objects.order_by("id").select_related("author")
    return listed(projects.Fields, queryset=books)


def project_prepared() -> str:
    return listed(projects.Prepared)


class Joined(projects.Prepared):
    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("author")


def project_prepared_fixed() -> str:
    return listed(Joined)


def project_request() -> str:
    return listed(projects.OwnBooks)


class Counted(projects.OwnBooksSerializer):
    def get_found(self, author: Author) -> int:
        return author.found


class CountedAuthors(projects.OwnBooks):
    serializer_class = Counted

    def get_queryset(self) -> Any:
        wanted = Q(books__price=self.request.GET.get("price", 10))
        found = Count("books", filter=wanted, distinct=True)
        return super().get_queryset().annotate(found=found)


def project_request_fixed() -> str:
    return listed(CountedAuthors)


def only_key_of_some() -> list[tuple[int, str]]:
    books = Book.objects.order_by("id")  # origin: only_key_of_some
    found = []
    for book in books:  # loop: only_key_of_some
        found.append((book.author.id, book.author.name))  # blame: only_key_of_some
    return found


def only_key_of_some_fixed() -> list[tuple[int, str]]:
    books = Book.objects.order_by("id").select_related("author")
    return [(book.author.id, book.author.name) for book in books]


AUTHOR = Expect("NPG001", "Book.author", fix=join("author"))
LISTED = Expect("NPG001", "Book.author", loop="library", fix=join("author"))
FOUND = Expect(
    "NPG005", "Author.books", loop="library", fix=(*COUNT, "self.request.GET")
)
CASES: tuple[Case, ...] = (
    positive(project_fields, project_fields_joined, LISTED),
    positive(project_prepared, project_prepared_fixed, LISTED),
    positive(project_request, project_request_fixed, FOUND),
    positive(only_key_of_some, only_key_of_some_fixed, AUTHOR),
    silent(project_fields_joined),
    silent(project_request_fixed),
)
