"""Template tags and filters of the library."""

from __future__ import annotations

from django import template

from benchmarks.corpus.django.library.models import Book

register = template.Library()


@register.inclusion_tag("library/_badge.html")
def book_badge(book: Book) -> dict[str, Book]:
    """A badge for *book*."""
    return {"badge": book}


@register.simple_tag
def author_of(book: Book) -> str:
    """Who wrote *book*."""
    return str(book.author.name)  # blame: template_custom_tag


@register.filter
def house(book: Book) -> str:
    """Who publishes *book*."""
    return str(book.publisher.name)  # blame: template_filter
