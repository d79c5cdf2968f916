"""Managers and querysets of the library's own."""

from __future__ import annotations

from typing import Any

from django.db import models


class BookQuerySet(models.QuerySet[Any]):
    """Books, with the words the shop uses."""

    def public(self) -> BookQuerySet:
        """Those that visitors may see."""
        return self.filter(is_public=True)

    def with_people(self) -> BookQuerySet:
        """With author and publisher, in the same query."""
        return self.select_related("author", "publisher")


class BookManager(models.Manager.from_queryset(BookQuerySet)):  # type: ignore[misc]
    """The manager of books."""

    def get_queryset(self) -> BookQuerySet:
        """Books by their id."""
        return BookQuerySet(self.model, using=self._db).order_by("id")


class ReviewManager(models.Manager[Any]):
    """Reviews without spam."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Leave spam out."""
        return super().get_queryset().filter(is_spam=False)

    def best(self) -> models.QuerySet[Any]:
        """Four stars and more."""
        return self.get_queryset().filter(stars__gte=4)
