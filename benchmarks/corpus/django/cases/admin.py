"""The admin: lists, inlines and actions; the place to change is the ModelAdmin."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import RequestFactory

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import COUNT, fetch, join
from benchmarks.corpus.django.library import admin
from benchmarks.corpus.django.library.models import Book, Loan, Publisher
from benchmarks.corpus.django.made import positive, silent


def listed(*path: str) -> Any:
    """The ways to join a path of an admin list."""
    names = tuple(f'"{name}"' for name in path)
    return ("list_select_related", *names)


def books(count: int) -> None:
    """Books, and a superuser to look at them."""
    rows.books(count)
    get_user_model().objects.create_superuser("root", "root@x.org", "root")


def request(path: str = "/") -> HttpRequest:
    """A request of the superuser."""
    sent = RequestFactory().get(path)
    sent.user = get_user_model().objects.get(username="root")
    return sent


def changelist(
    options: type[ModelAdmin], model: Any = Book, path: str = "/"
) -> list[str]:
    """The cells of the list that *options* show."""
    response = admin.listing(options, model).changelist_view(request(path))
    return cells(response.render().content.decode())


def change_page(options: type[ModelAdmin]) -> list[str]:
    """The cells of the page of the first book."""
    key = str(Book.objects.values_list("pk", flat=True).first())
    response = admin.listing(options).change_view(request(), key)
    return cells(response.render().content.decode())


def cells(html: str) -> list[str]:
    """What stands between tags, blanks and tokens aside."""
    texts = re.findall(r">([^<>{}]+)<", html)
    return [text.strip() for text in texts if text.strip()]


def reviews_of_first(count: int) -> None:
    """One book with as many reviews, each by another member."""
    books(count)
    book = Book.objects.first()
    for other in Book.objects.exclude(pk=book.pk):
        other.reviews.update(book=book)
    for review in book.reviews.all():
        if review.stars != 3:
            review.delete()


def admin_method() -> list[str]:
    return changelist(admin.MethodAdmin)


def admin_method_fixed() -> list[str]:
    return changelist(admin.MethodAdminFixed)


def admin_callable() -> list[str]:
    return changelist(admin.CallableAdmin)


def admin_callable_fixed() -> list[str]:
    return changelist(admin.CallableAdminFixed)


def admin_count() -> list[str]:
    return changelist(admin.CountAdmin)


def admin_count_fixed() -> list[str]:
    return changelist(admin.CountAdminFixed)


def admin_tags() -> list[str]:
    return changelist(admin.TagsAdmin)


def admin_tags_fixed() -> list[str]:
    return changelist(admin.TagsAdminFixed)


def admin_str() -> list[str]:
    return changelist(admin.StrAdmin, Publisher)


def admin_str_fixed() -> list[str]:
    return changelist(admin.StrAdminFixed, Publisher)


def admin_get_queryset() -> list[str]:
    return changelist(admin.LoanAdmin, Loan)


def admin_get_queryset_fixed() -> list[str]:
    return changelist(admin.LoanAdminFixed, Loan)


def admin_inline() -> list[str]:
    return change_page(admin.ReviewsAdmin)


def admin_inline_fixed() -> list[str]:
    return change_page(admin.ReviewsAdminFixed)


def admin_action() -> str:
    chosen = Book.objects.filter(is_public=True)  # origin: admin_action
    return admin.listing(admin.ActionAdmin).announce(request(), chosen)


def admin_action_fixed() -> str:
    chosen = Book.objects.filter(is_public=True).select_related("author")
    return admin.listing(admin.ActionAdmin).announce(request(), chosen)


def admin_foreign_key() -> list[str]:
    return changelist(admin.ForeignKeyAdmin)


def admin_filtered_and_searched() -> list[str]:
    return changelist(admin.ForeignKeyAdmin, path="/?q=Book&is_public__exact=1")


def admin_joined() -> list[str]:
    return changelist(admin.MethodAdminFixed)


def admin_annotated() -> list[str]:
    return changelist(admin.CountAdminFixed)


def admin_plain_inline() -> list[str]:
    return change_page(admin.InlineAdmin)


def admin_str_joined() -> list[str]:
    return changelist(admin.StrAdminFixed, Publisher)


CASES: tuple[Case, ...] = (
    positive(
        admin_method,
        admin_method_fixed,
        Expect(
            "NPG001",
            "Book.publisher",
            fix=listed("publisher"),
            any_of=(join("publisher"),),
        ),
        populate=books,
    ),
    positive(
        admin_callable,
        admin_callable_fixed,
        Expect("NPG001", "Book.author", fix=listed("author"), any_of=(join("author"),)),
        populate=books,
    ),
    positive(
        admin_count,
        admin_count_fixed,
        Expect("NPG005", fix=COUNT, any_of=(fetch("reviews"),)),
        populate=books,
    ),
    positive(
        admin_tags,
        admin_tags_fixed,
        Expect("NPG002", "Book.tags", fix=fetch("tags")),
        populate=books,
    ),
    positive(
        admin_str,
        admin_str_fixed,
        Expect(
            "NPG001",
            "Publisher.country",
            "form_choice_str",
            fix=listed("country"),
            any_of=(join("country"),),
        ),
        populate=books,
    ),
    positive(
        admin_get_queryset,
        admin_get_queryset_fixed,
        Expect(
            "NPG001",
            "Book.author",
            # Django ignores list_select_related once get_queryset joins anything.
            fix=join("book__author"),
        ),
        populate=books,
    ),
    positive(
        admin_inline,
        admin_inline_fixed,
        Expect("NPG001", "Review.member", fix=join("member")),
        populate=reviews_of_first,
    ),
    positive(
        admin_action,
        admin_action_fixed,
        Expect("NPG001", "Book.author", fix=join("author")),
        populate=books,
    ),
    silent(admin_foreign_key, populate=books),
    silent(admin_filtered_and_searched, populate=books),
    silent(admin_joined, populate=books),
    silent(admin_annotated, populate=books),
    silent(admin_plain_inline, populate=books),
    silent(admin_str_joined, populate=books),
)
