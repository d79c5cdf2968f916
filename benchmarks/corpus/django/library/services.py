"""What views call: functions that know nothing of who loops around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks.corpus.django.library.models import Author, Book, Review


def author_line(book: Book) -> str:
    """Title and author."""
    return f"{book.title} by {book.author.name}"  # blame: helper_in_other_module


def shelf() -> Any:
    """All books, as every page starts."""
    return Book.objects.filter(is_public=True)  # origin: queryset_from_service


def names_of_authors(books: Iterable[Book]) -> Iterator[str]:
    """The author's name of each."""
    for book in books:  # loop: loop_in_generator_helper
        yield book.author.name  # blame: loop_in_generator_helper


def star_total(book: Book) -> int:
    """All stars together."""
    return sum(review.stars for review in book.reviews.all())  # blame: reverse_in_helper


def find_author(name: str) -> Author:
    """The author of this name."""
    return Author.objects.get(name=name)  # blame: get_in_service


def review_count(book: Book) -> int:
    """How many reviews."""
    return Review.objects.filter(book=book).count()  # blame: count_in_service


class Presented:
    """A model instance dressed for display; what it does not have, the model has."""

    def __init__(self, instance: Any) -> None:
        self._instance = instance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._instance, name)

    @property
    def heading(self) -> str:
        """What stands at the top."""
        return str(self._instance.title).upper()
