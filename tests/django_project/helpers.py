"""Helpers of another module: their queries are moved to where the loop is."""

from __future__ import annotations

from django.db.models import Q

from tests.django_project.models import Author, Book, Review

__all__ = ["author_name", "books_of", "star_count"]


def author_name(slug):
    """The name that belongs to a slug."""
    return Author.objects.get(slug=slug).name.upper()


def books_of(author, is_public=True):
    return Book.objects.filter(Q(is_public=is_public) | Q(title=""), author=author)


def star_count(publisher):
    return Review.objects.filter(book__author__publisher=publisher).count() or 0
