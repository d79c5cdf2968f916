"""A shelf of books: one relation, a few columns."""

from __future__ import annotations

from django.db import models


class Author(models.Model):
    """Who wrote a book."""

    name = models.CharField(max_length=50)
    country = models.CharField(max_length=2)


class Book(models.Model):
    """A book, each by an author of its own."""

    title = models.CharField(max_length=50)
    pages = models.IntegerField()
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
