"""Code that runs where nobody looks: middleware, context processors, signals, tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Category,
    Event,
    Review,
    Tag,
    Ticket,
)


def menu(request: HttpRequest) -> dict[str, list[str]]:
    """A context processor: the authors in the menu."""
    books = Book.objects.order_by("id")[:10]  # origin: context_processor
    return {
        "menu": [
            book.author.name  # blame: context_processor
            for book in books  # loop: context_processor
        ]
    }


def menu_fixed(request: HttpRequest) -> dict[str, list[str]]:
    """The menu, joined."""
    books = Book.objects.order_by("id").select_related("author")[:10]
    return {"menu": [book.author.name for book in books]}


class Promotions:
    """A middleware that writes the offers into a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with offers."""
        response = self.get_response(request)
        response["X-Offers"] = ", ".join(self.offers())
        return response

    def offers(self) -> list[str]:
        """Cheap books with their publisher."""
        found = []
        for book in Book.objects.filter(price__lt=90):  # loop: middleware; origin: middleware
            found.append(f"{book.title}/{book.publisher.name}")  # blame: middleware
        return found


class PromotionsFixed(Promotions):
    """The same, joined."""

    def offers(self) -> list[str]:
        """Cheap books with their publisher."""
        books = Book.objects.filter(price__lt=90).select_related("publisher")
        return [f"{book.title}/{book.publisher.name}" for book in books]


def tag_new_author(sender: Any, instance: Author, created: bool, **_: Any) -> None:
    """A receiver of post_save: one more statement for every save."""
    if created:
        Tag.objects.create(name=f"by {instance.name}")  # blame: signal


def import_authors(names: list[str]) -> int:
    """Authors from a file; their receiver writes a tag for each."""
    for name in names:  # loop: signal; loop: signal.save
        Author.objects.create(name=name)  # blame: signal.save
    return len(names)


def import_authors_fixed(names: list[str]) -> int:
    """Both tables in bulk."""
    Author.objects.bulk_create(Author(name=name) for name in names)
    Tag.objects.bulk_create(Tag(name=f"by {name}") for name in names)
    return len(names)


def shorten_titles(apps: Any, schema_editor: Any) -> None:
    """A data migration's function."""
    book_model = apps.get_model("library", "Book")
    for book in book_model.objects.all():  # loop: data_migration; origin: data_migration
        book.title = book.title[:6] + str(book.pk)
        book.save(update_fields=["title"])  # blame: data_migration


def shorten_titles_fixed(apps: Any, schema_editor: Any) -> None:
    """The same, in bulk."""
    book_model = apps.get_model("library", "Book")
    books = list(book_model.objects.all())
    for book in books:
        book.title = book.title[:6] + str(book.pk)
    book_model.objects.bulk_update(books, ["title"], batch_size=500)


def close_event(event_id: int) -> list[str]:
    """A background task: tell every holder."""
    event = Event.objects.get(pk=event_id)
    told = []
    for ticket in event.tickets.filter(used=False):  # loop: task; origin: task
        told.append(f"{ticket.holder}: {ticket.event.name}")
        ticket.used = True
        ticket.save()  # blame: task
    return told


def close_event_fixed(event_id: int) -> list[str]:
    """The same, with one update."""
    event = Event.objects.get(pk=event_id)
    tickets = list(event.tickets.filter(used=False))
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(used=True)
    return [f"{ticket.holder}: {event.name}" for ticket in tickets]


class Exporter:
    """A class of the kind reports are made of: hooks to override."""

    columns: tuple[str, ...] = ("title", "house")

    def rows(self) -> list[list[str]]:
        """One row for each book."""
        return [self.row(book) for book in self.books()]  # loop: exporter_class

    def books(self) -> Any:
        """The books to export."""
        return Book.objects.order_by("isbn")  # origin: exporter_class

    def row(self, book: Book) -> list[str]:
        """Each column by its method."""
        return [
            str(getattr(self, f"column_{name}")(book))
            for name in self.columns  # loop: exporter_class
        ]

    def column_title(self, book: Book) -> str:
        """The title."""
        return str(book.title)

    def column_house(self, book: Book) -> str:
        """The publisher."""
        return str(book.publisher.name)  # blame: exporter_class


class ExporterFixed(Exporter):
    """The same, joined."""

    def books(self) -> Any:
        """The books to export, with publishers."""
        return super().books().select_related("publisher")


def permissions_of(users: Any) -> list[bool]:
    """Who may change books: each user's permissions are fetched and cached apart."""
    return [
        user.has_perm("library.change_book")  # blame: permissions_per_user
        for user in users  # loop: permissions_per_user
    ]


def all_users() -> Any:
    """Everyone."""
    return get_user_model().objects.order_by("id")


def breadcrumbs(category: Category) -> list[str]:
    """Three fixed levels, in straight lines."""
    above = category.parent
    top = above.parent if above else None
    return [c.name for c in (top, above, category) if c is not None]


def bump(book: Book) -> None:
    """One more view."""
    Book.objects.filter(pk=book.pk).update(price=F("price") + 1)


def best_of(book: Book) -> list[int]:
    """The stars of one book."""
    return list(Review.objects.filter(book=book).values_list("stars", flat=True))
