"""The pages as they are often written: one more query for every row they show."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import ListView

from example_project.django_shop.shop.models import Author, Book, Reader, Review


class BookList(ListView):
    """The template prints `book.author.name`."""

    template_name = "shop/books.html"
    context_object_name = "books"
    queryset = Book.objects.order_by("title")


def authors(request: HttpRequest) -> HttpResponse:
    """The template walks `author.books.all`."""
    authors = Author.objects.order_by("name")
    return render(request, "shop/authors.html", {"authors": authors})


def tags(request: HttpRequest) -> HttpResponse:
    """Many-to-many, in a comprehension of the view."""
    books = Book.objects.order_by("title")
    shelves = [
        (book, ", ".join(sorted(tag.name for tag in book.tags.all()))) for book in books
    ]
    return render(request, "shop/tags.html", {"shelves": shelves})


def readers(request: HttpRequest) -> HttpResponse:
    """The template prints `reader.profile.town`, a one-to-one relation."""
    readers = Reader.objects.order_by("name")
    return render(request, "shop/readers.html", {"readers": readers})


def reviews(request: HttpRequest) -> HttpResponse:
    """The template prints `review.book.author.country.name`: three queries a row."""
    latest = Review.objects.order_by("-written", "-id")[:100]
    return render(request, "shop/reviews.html", {"reviews": latest})


def quotes(request: HttpRequest) -> HttpResponse:
    """The text was left out of the query, and the template prints it."""
    best = Review.objects.filter(rating=5).defer("text").order_by("id")
    return render(request, "shop/quotes.html", {"reviews": best})


def counts(request: HttpRequest) -> HttpResponse:
    """The template prints `book.reviews.count`."""
    books = Book.objects.order_by("title")
    return render(request, "shop/counts_slow.html", {"books": books})


def basket(request: HttpRequest) -> HttpResponse:
    """One get() for every book in the basket."""
    books = []
    for key in request.GET.getlist("book"):
        books.append(Book.objects.get(pk=key))
    return render(request, "shop/basket.html", {"books": books})


def ratings(request: HttpRequest) -> HttpResponse:
    """One hand-written SELECT for every book."""
    rows = []
    with connection.cursor() as cursor:
        for book in Book.objects.order_by("title"):
            cursor.execute(
                "SELECT AVG(rating) FROM shop_review WHERE book_id = %s", [book.pk]
            )
            rows.append((book, cursor.fetchone()[0]))
    return render(request, "shop/ratings.html", {"rows": rows})


def modern(request: HttpRequest) -> HttpResponse:
    """A filter on the relation, for every author."""
    rows = []
    for author in Author.objects.order_by("name"):
        rows.append((author, list(author.books.filter(year__gte=1900).order_by("id"))))
    return render(request, "shop/modern.html", {"rows": rows})
