"""Loading: the fixture files become rows."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from example_project.django_shop.shop.models import (
    Author,
    Book,
    Country,
    Profile,
    Publisher,
    Reader,
    Review,
    Tag,
)
from example_project.keeper import KEEPER, PASSWORD
from example_project.places import FIXTURES


@transaction.atomic
def load() -> str:
    """Load every fixture into empty tables and return the counts in words."""
    load_books(json.loads((FIXTURES / "books.json").read_text("utf-8")))
    load_reviews(json.loads((FIXTURES / "reviews.json").read_text("utf-8")))
    User.objects.create_superuser(KEEPER, password=PASSWORD)
    return (
        f"{Book.objects.count()} books by {Author.objects.count()} authors,"
        f" {Review.objects.count()} reviews by {Reader.objects.count()} readers"
    )


def load_books(data: dict[str, Any]) -> None:
    """Insert authors and books with all they refer to."""
    countries = named(Country, {row["country"] for row in data["authors"]})
    publishers = named(Publisher, {row["publisher"] for row in data["books"]})
    tags = named(Tag, {tag for row in data["books"] for tag in row["tags"]})
    authors = {}
    for row in data["authors"]:
        country = countries.get(row["country"])
        authors[row["name"]] = Author(
            name=row["name"], born=row["born"], died=row["died"], country=country
        )
    Author.objects.bulk_create(authors.values())
    books = [
        Book(
            title=row["title"],
            year=row["year"],
            language=row["language"],
            author=authors[row["author"]],
            publisher=publishers.get(row["publisher"]),
        )
        for row in data["books"]
    ]
    Book.objects.bulk_create(books)
    Book.tags.through.objects.bulk_create(
        Book.tags.through(book=book, tag=tags[tag])
        for book, row in zip(books, data["books"], strict=True)
        for tag in row["tags"]
    )


def load_reviews(data: dict[str, Any]) -> None:
    """Insert readers, their profiles and their reviews."""
    readers = {
        row["name"]: Reader(name=row["name"], joined=date.fromisoformat(row["joined"]))
        for row in data["readers"]
    }
    Reader.objects.bulk_create(readers.values())
    Profile.objects.bulk_create(
        Profile(
            reader=readers[row["name"]],
            town=row["town"],
            newsletter=row["newsletter"],
        )
        for row in data["readers"]
    )
    books = {book.title: book for book in Book.objects.all()}
    Review.objects.bulk_create(
        Review(
            book=books[row["book"]],
            reader=readers[row["reader"]],
            rating=row["rating"],
            text=row["text"],
            written=date.fromisoformat(row["written"]),
        )
        for row in data["reviews"]
    )


def named(
    model: type[Country] | type[Publisher] | type[Tag], names: set[str | None]
) -> dict[str | None, Any]:
    """Insert one row for each name and return the rows by name."""
    rows = model.objects.bulk_create(
        model(name=name) for name in sorted(name for name in names if name is not None)
    )
    return {row.name: row for row in rows}
