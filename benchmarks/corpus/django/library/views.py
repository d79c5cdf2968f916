"""Views as they stand in a project: functions and generic classes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import DetailView, ListView

from benchmarks.corpus.django.library.models import Author, Book, Event, Loan


def book_list(request: HttpRequest) -> HttpResponse:
    """All books."""
    books = Book.objects.order_by("id")  # origin: template_list
    return render(request, "library/book_list.html", {"books": books})


def book_list_fixed(request: HttpRequest) -> HttpResponse:
    """All books, in one query."""
    books = Book.objects.order_by("id").select_related("author")
    return render(request, "library/book_list.html", {"books": books})


def author_pages(request: HttpRequest) -> HttpResponse:
    """Authors with their books."""
    context = {
        "authors": Author.objects.exclude(mentor=None),  # origin: template_nested
    }
    return render(request, "library/nested.html", context)


def author_pages_fixed(request: HttpRequest) -> HttpResponse:
    """Authors with their books, in two queries."""
    authors = Author.objects.exclude(mentor=None)
    context = {"authors": authors.prefetch_related("books__publisher")}
    return render(request, "library/nested.html", context)


def event_page(request: HttpRequest) -> HttpResponse:
    """An event with its talks."""
    event = get_object_or_404(Event, name="Book day")  # origin: template_detail
    return render(request, "library/detail.html", {"event": event})


def event_page_fixed(request: HttpRequest) -> HttpResponse:
    """An event with its talks, read ahead."""
    events = Event.objects.prefetch_related("sessions__speaker")
    event = get_object_or_404(events, name="Book day")
    return render(request, "library/detail.html", {"event": event})


class LoanList(ListView):
    """Loans, ten to a page."""

    queryset = Loan.objects.select_related("book").order_by("id")  # origin: template_chain
    paginate_by = 10
    template_name = "library/chain.html"


class LoanListFixed(LoanList):
    """Loans, with all that the page shows."""

    queryset = Loan.objects.select_related("book__author__country").order_by("id")


class BookCards(ListView):
    """Books as cards."""

    template_name = "library/cards.html"

    def get_queryset(self) -> QuerySet[Book]:
        """The public ones."""
        return Book.objects.public().order_by("title")  # origin: template_include


class BookCardsFixed(BookCards):
    """Books as cards, with their publisher."""

    def get_queryset(self) -> QuerySet[Book]:
        """The public ones."""
        return super().get_queryset().select_related("publisher")


class ByModel(ListView):
    """A list that only names its model."""

    model = Book  # origin: list_view_model
    template_name = "library/generic_list.html"


class ByQueryset(ListView):
    """A list with a queryset."""

    queryset = Book.objects.filter(is_public=True)  # origin: list_view_queryset
    template_name = "library/generic_list.html"


class SearchMixin:
    """Narrows any list by the request's q."""

    request: HttpRequest

    def get_queryset(self) -> Any:
        """What matches."""
        found = super().get_queryset()  # type: ignore[misc]
        word = self.request.GET.get("q")
        return found.filter(title__contains=word) if word else found


class BySearch(SearchMixin, ListView):
    """A list narrowed by a mixin."""

    queryset = Book.objects.filter(price__gt=0)  # origin: list_view_get_queryset
    template_name = "library/generic_list.html"


class ListFixed(ListView):
    """Any of these lists, done right."""

    queryset = Book.objects.select_related("author")
    template_name = "library/generic_list.html"


class PagedBooks(ListView):
    """Two books to a page."""

    queryset = Book.objects.select_related("author").order_by("id")
    paginate_by = 2
    template_name = "library/paged.html"


class BookPage(DetailView):
    """One book."""

    model = Book
    template_name = "library/one.html"
