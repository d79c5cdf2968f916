"""Trees: categories of books, and comments that answer comments."""

from __future__ import annotations

from django.db import models

from benchmarks.corpus.django.library.models.books import Book


class Category(models.Model):
    """A shelf mark, inside another."""

    name = models.CharField(max_length=40)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children"
    )


class Comment(models.Model):
    """A comment on a book, or an answer to one."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="comments")
    reply_to = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="replies"
    )
    text = models.TextField()
