"""Slow pages, as the reports of these tests show them."""

from __future__ import annotations

from django.shortcuts import render
from shop.models import Author, Book


def book_list(request):
    books = Book.objects.all()
    names = [book.author.name for book in books]
    return render(request, "books.html", {"names": names})


def author_list(request):
    return render(request, "authors.html", {"authors": Author.objects.all()})
