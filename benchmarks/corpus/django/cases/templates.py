"""Queries sent by templates, Django's and Jinja's, through views of all kinds."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import COUNT, fetch, join
from benchmarks.corpus.django.library import views
from benchmarks.corpus.django.library.models import Author, Book
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import get

AUTHOR = Expect("NPG001", "Book.author", fix=join("author"))
PUBLISHER = Expect("NPG001", "Book.publisher", fix=join("publisher"))


def page(template: str, books: QuerySet[Book]) -> str:
    """Render *template* with *books*, as a view function does."""

    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"library/{template}.html", {"books": books})

    return get(view)


def fixed(template: str, narrowed: Callable[[], QuerySet[Book]]) -> Callable[[], str]:
    """The page rendered with the right queryset."""
    return lambda: page(template, narrowed())


def with_authors() -> QuerySet[Book]:
    return Book.objects.select_related("author")


def template_list() -> str:
    return get(views.book_list)


def template_list_fixed() -> str:
    return get(views.book_list_fixed)


def template_chain() -> str:
    return get(views.LoanList.as_view())


def template_chain_fixed() -> str:
    return get(views.LoanListFixed.as_view())


def template_include() -> str:
    return get(views.BookCards.as_view())


def template_include_fixed() -> str:
    return get(views.BookCardsFixed.as_view())


def template_m2m() -> str:
    books = Book.objects.order_by("title")  # origin: template_m2m
    return page("tags", books)


def template_count() -> str:
    books = Book.objects.all()  # origin: template_count
    return page("counts", books)


def template_count_fixed() -> str:
    # The template says book.reviews.count: a prefetch answers that without a query.
    return page("counts", Book.objects.prefetch_related("reviews"))


def template_with() -> str:
    return page("with", Book.objects.all())  # origin: template_with


def template_if() -> str:
    return page("if", Book.objects.all())  # origin: template_if


def template_inclusion_tag() -> str:
    return page("inclusion", Book.objects.all())  # origin: template_inclusion_tag


def template_custom_tag() -> str:
    return page("custom", Book.objects.all())  # origin: template_custom_tag


def template_filter() -> str:
    return page("filtered", Book.objects.all())  # origin: template_filter


def template_method() -> str:
    return page("method", Book.objects.all())  # origin: template_method


def template_regroup() -> str:
    books = Book.objects.order_by("publisher_id")  # origin: template_regroup
    return page("regroup", books)


def template_nested() -> str:
    return get(views.author_pages)


def template_nested_fixed() -> str:
    return get(views.author_pages_fixed)


def template_detail() -> str:
    return get(views.event_page)


def template_detail_fixed() -> str:
    return get(views.event_page_fixed)


def list_view_model() -> str:
    return get(views.ByModel.as_view())


def list_view_queryset() -> str:
    return get(views.ByQueryset.as_view())


def list_view_get_queryset() -> str:
    return get(views.BySearch.as_view(), "/?q=Book")


def list_view_fixed() -> str:
    return get(views.ListFixed.as_view())


def template_to_string_in_loop() -> list[str]:
    mails = []
    for author in Author.objects.exclude(mentor=None):  # loop: template_to_string_in_loop; origin: template_to_string_in_loop
        context = {"authors": [author]}
        mails.append(render_to_string("library/mail.html", context).strip())
    return mails


def template_to_string_in_loop_fixed() -> list[str]:
    return [
        render_to_string("library/mail.html", {"authors": [author]}).strip()
        for author in Author.objects.exclude(mentor=None).select_related("country")
    ]


def jinja_list() -> str:
    template = engines["jinja"].get_template("list.jinja")
    books = Book.objects.all()  # origin: jinja_list
    return template.render({"books": books})


def jinja_list_fixed() -> str:
    template = engines["jinja"].get_template("list.jinja")
    return template.render({"books": with_authors()})


def jinja_macro() -> str:
    template = engines["jinja"].get_template("macro.jinja")
    return template.render({"books": Book.objects.all()})  # origin: jinja_macro


def jinja_macro_fixed() -> str:
    template = engines["jinja"].get_template("macro.jinja")
    return template.render({"books": Book.objects.select_related("publisher")})


def page_joined() -> str:
    return get(views.book_list_fixed)


def page_of_paginator() -> str:
    return get(views.PagedBooks.as_view(), "/?page=1")


def page_of_one_book() -> str:
    return get(views.BookPage.as_view(), pk=Book.objects.values_list("pk").first()[0])


def cards_joined() -> str:
    return get(views.BookCardsFixed.as_view())


def nested_prefetched() -> str:
    return get(views.author_pages_fixed)


def counted_by_annotation() -> str:
    spamless = Count("reviews", filter=Q(reviews__is_spam=False))
    books = Book.objects.annotate(n=spamless).values("title", "n")
    return render_to_string("library/counted.html", {"books": books}).strip()


def inclusion_tag_joined() -> str:
    return page("inclusion", with_authors())


def jinja_joined() -> str:
    return jinja_list_fixed()


def mail_per_author_joined() -> list[str]:
    return template_to_string_in_loop_fixed()


CASES: tuple[Case, ...] = (
    positive(template_list, template_list_fixed, AUTHOR),
    positive(
        template_chain,
        template_chain_fixed,
        Expect("NPG001", "Book.author", fix=("select_related(", '"book__author')),
        Expect("NPG001", "Author.country", fix=join("book__author__country")),
    ),
    positive(template_include, template_include_fixed, PUBLISHER),
    positive(
        template_m2m,
        fixed("tags", lambda: Book.objects.order_by("title").prefetch_related("tags")),
        Expect("NPG002", "Book.tags", fix=fetch("tags")),
    ),
    positive(
        template_count,
        template_count_fixed,
        Expect("NPG005", fix=COUNT, any_of=(fetch("reviews"),)),
    ),
    positive(template_with, fixed("with", with_authors), AUTHOR),
    positive(
        template_if,
        fixed("if", lambda: Book.objects.select_related("editor")),
        Expect("NPG001", "Book.editor", fix=join("editor")),
    ),
    positive(template_inclusion_tag, fixed("inclusion", with_authors), AUTHOR),
    positive(template_custom_tag, fixed("custom", with_authors), AUTHOR),
    positive(
        template_filter,
        fixed("filtered", lambda: Book.objects.select_related("publisher")),
        PUBLISHER,
    ),
    positive(
        template_method,
        fixed("method", with_authors),
        Expect("NPG001", "Book.author", "method_of_model", fix=join("author")),
    ),
    positive(
        template_regroup,
        fixed(
            "regroup",
            lambda: Book.objects.order_by("publisher_id").select_related("publisher"),
        ),
        PUBLISHER,
    ),
    positive(
        template_nested,
        template_nested_fixed,
        Expect(
            "NPG002",
            "Author.books",
            "template_nested.books",
            "template_nested.books",
            fix=("prefetch_related(", '"books'),
        ),
        Expect(
            "NPG001",
            "Book.publisher",
            "template_nested.house",
            "template_nested.house",
            fix=fetch("books__publisher"),
            any_of=(('Prefetch("books"', 'select_related("publisher"'),),
        ),
        populate=rows.prolific,
    ),
    positive(
        template_detail,
        template_detail_fixed,
        Expect(
            "NPG001",
            "Session.speaker",
            fix=fetch("sessions__speaker"),
            any_of=(join("speaker"),),
        ),
        populate=rows.events,
    ),
    positive(list_view_model, list_view_fixed, AUTHOR),
    positive(list_view_queryset, list_view_fixed, AUTHOR),
    positive(list_view_get_queryset, list_view_fixed, AUTHOR),
    positive(
        template_to_string_in_loop,
        template_to_string_in_loop_fixed,
        Expect("NPG001", "Author.country", fix=join("country")),
    ),
    positive(jinja_list, jinja_list_fixed, AUTHOR),
    positive(jinja_macro, jinja_macro_fixed, PUBLISHER),
    silent(page_joined),
    silent(page_of_paginator),
    silent(page_of_one_book),
    silent(cards_joined),
    silent(nested_prefetched),
    silent(counted_by_annotation),
    silent(inclusion_tag_joined),
    silent(jinja_joined),
    silent(mail_per_author_joined),
)
