"""Rows for the tests, a few of each."""

from __future__ import annotations

from tests.django_project.models import Author, Book, Publisher, Review, Tag

__all__ = ["KNOWN_STARS", "make_books"]

KNOWN_STARS = frozenset({0, 1, 2})


def make_books(count: int = 2) -> None:
    """Make *count* books, each with an author, a publisher, a tag and a review."""
    for number in range(count):
        publisher = Publisher.objects.create(name=f"publisher {number}")
        author = Author.objects.create(
            name=f"author {number}", slug=f"author-{number}", publisher=publisher
        )
        book = Book.objects.create(title=f"book {number}", author=author)
        book.tags.add(Tag.objects.create(name=f"tag {number}"))
        Review.objects.create(book=book, stars=number % 5)
