"""The same pages with the rows they need asked for at once."""

from __future__ import annotations

from django.db import connection
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import ListView

from example_project.django_shop.shop.models import Author, Book, Reader, Review


class BookList(ListView):
    """A join brings the author along."""

    template_name = "shop/books.html"
    context_object_name = "books"
    queryset = Book.objects.select_related("author").order_by("title")


def authors(request: HttpRequest) -> HttpResponse:
    """One second query for the books of all authors."""
    authors = Author.objects.prefetch_related("books").order_by("name")
    return render(request, "shop/authors.html", {"authors": authors})


def tags(request: HttpRequest) -> HttpResponse:
    """One second query for the tags of all books."""
    books = Book.objects.prefetch_related("tags").order_by("title")
    shelves = [
        (book, ", ".join(sorted(tag.name for tag in book.tags.all()))) for book in books
    ]
    return render(request, "shop/tags.html", {"shelves": shelves})


def readers(request: HttpRequest) -> HttpResponse:
    """A join brings the profile along."""
    readers = Reader.objects.select_related("profile").order_by("name")
    return render(request, "shop/readers.html", {"readers": readers})


def reviews(request: HttpRequest) -> HttpResponse:
    """The whole path in one join."""
    latest = Review.objects.select_related("book__author__country").order_by(
        "-written", "-id"
    )[:100]
    return render(request, "shop/reviews.html", {"reviews": latest})


def quotes(request: HttpRequest) -> HttpResponse:
    """What the template prints is part of the query."""
    best = Review.objects.filter(rating=5).order_by("id")
    return render(request, "shop/quotes.html", {"reviews": best})


def counts(request: HttpRequest) -> HttpResponse:
    """The database counts; the template prints `book.review_count`."""
    books = Book.objects.annotate(review_count=Count("reviews")).order_by("title")
    return render(request, "shop/counts_fixed.html", {"books": books})


def basket(request: HttpRequest) -> HttpResponse:
    """One query for all books in the basket."""
    keys = [int(key) for key in request.GET.getlist("book")]
    found = Book.objects.in_bulk(keys)
    books = [found[key] for key in keys]
    return render(request, "shop/basket.html", {"books": books})


def ratings(request: HttpRequest) -> HttpResponse:
    """One hand-written SELECT for all books."""
    books = list(Book.objects.order_by("title"))
    marks = ", ".join(["%s"] * len(books))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book_id, AVG(rating) FROM shop_review"
            f" WHERE book_id IN ({marks}) GROUP BY book_id",
            [book.pk for book in books],
        )
        averages = dict(cursor.fetchall())
    rows = [(book, averages.get(book.pk)) for book in books]
    return render(request, "shop/ratings.html", {"rows": rows})


def modern(request: HttpRequest) -> HttpResponse:
    """The filter moves into the prefetch."""
    recent = Book.objects.filter(year__gte=1900).order_by("id")
    authors = Author.objects.prefetch_related(
        Prefetch("books", queryset=recent, to_attr="modern_books")
    ).order_by("name")
    rows = [(author, author.modern_books) for author in authors]
    return render(request, "shop/modern.html", {"rows": rows})
