"""Everywhere else: commands, middleware, signals, tasks, two databases."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.test import Client

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import BY_KEYS, join
from benchmarks.corpus.django.library import places
from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Category,
    Delivery,
    Event,
    Scan,
    Tag,
    Ticket,
)
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import request


def printed(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("remind", *arguments, stdout=out)
    return out.getvalue()


def command() -> str:
    return printed()


def command_fixed() -> str:
    return printed("--joined")


def context_processor() -> list[str]:
    return places.menu(request())["menu"]


def context_processor_fixed() -> list[str]:
    return places.menu_fixed(request())["menu"]


def middleware() -> str:
    return places.Promotions(lambda _: HttpResponse())(request())["X-Offers"]


def middleware_fixed() -> str:
    return places.PromotionsFixed(lambda _: HttpResponse())(request())["X-Offers"]


def new_names() -> list[str]:
    return [f"New {key}" for key in Book.objects.values_list("pk", flat=True)]


def signal() -> int:
    post_save.connect(places.tag_new_author, sender=Author)
    try:
        return places.import_authors(new_names())
    finally:
        post_save.disconnect(places.tag_new_author, sender=Author)


def signal_fixed() -> int:
    return places.import_authors_fixed(new_names())


def tags_by() -> list[str]:
    return list(
        Tag.objects.filter(name__startswith="by").values_list("name", flat=True)
    )


def data_migration() -> None:
    places.shorten_titles(apps, None)


def data_migration_fixed() -> None:
    places.shorten_titles_fixed(apps, None)


def titles() -> list[str]:
    return list(Book.objects.order_by("id").values_list("title", flat=True))


def task() -> list[str]:
    return places.close_event(Event.objects.values_list("pk", flat=True)[0])


def task_fixed() -> list[str]:
    return places.close_event_fixed(Event.objects.values_list("pk", flat=True)[0])


def used() -> int:
    return Ticket.objects.filter(used=True).count()


def exporter_class() -> list[list[str]]:
    return places.Exporter().rows()


def exporter_class_fixed() -> list[list[str]]:
    return places.ExporterFixed().rows()


def users(count: int) -> None:
    """Ordinary users."""
    for number in range(count):
        get_user_model().objects.create_user(f"user{number}")


def permissions_per_user() -> list[Any]:
    found = places.all_users()
    return [places.permissions_of(found), len(found)]


def permissions_per_user_fixed() -> list[Any]:
    able = get_user_model().objects.with_perm(
        "library.change_book", backend="django.contrib.auth.backends.ModelBackend"
    )
    keys = set(able.values_list("pk", flat=True))
    found = places.all_users()
    return [[user.pk in keys for user in found], len(found)]


def across_databases() -> list[int]:
    found = []
    for book in Book.objects.all():  # loop: across_databases; origin: across_databases
        pages = Scan.objects.filter(isbn=book.isbn)  # origin: across_databases
        found.append(sum(scan.page for scan in pages) + book.pk)  # blame: across_databases
    return found


def across_databases_fixed() -> list[int]:
    books = list(Book.objects.all())
    pages: dict[str, int] = {}
    for scan in Scan.objects.filter(isbn__in=[book.isbn for book in books]):
        pages[scan.isbn] = pages.get(scan.isbn, 0) + scan.page
    return [pages[book.isbn] + book.pk for book in books]


def deliveries(count: int) -> None:
    """The same rows in both databases."""
    for alias in ("default", "archive"):
        for number in range(count):
            Delivery.objects.using(alias).create(label=f"d{number}", pages=number)


def same_loop_two_databases() -> list[str]:
    found = []
    for number in range(Delivery.objects.count()):  # loop: same_loop_two_databases
        for alias in ("default", "archive"):  # loop: same_loop_two_databases
            row = Delivery.objects.using(alias).get(label=f"d{number}")  # blame: same_loop_two_databases; origin: same_loop_two_databases
            found.append(f"{alias} {row.pages}")
    return found


def same_loop_two_databases_fixed() -> list[str]:
    aliases = ("default", "archive")
    labels = [f"d{number}" for number in range(Delivery.objects.count())]
    there = {
        (alias, row.label): row
        for alias in aliases
        for row in Delivery.objects.using(alias).filter(label__in=labels)
    }
    return [f"{a} {there[a, label].pages}" for label in labels for a in aliases]


def command_joined() -> str:
    return printed("--joined")


def middleware_joined() -> str:
    return middleware_fixed()


def migration_in_bulk() -> None:
    places.shorten_titles_fixed(apps, None)


def one_query_per_database() -> list[int]:
    return [Delivery.objects.using(a).count() for a in ("default", "archive")]


def chain_of_three_levels() -> list[str]:
    return places.breadcrumbs(Category.objects.order_by("-id").first())


def one_request_of_a_user() -> int:
    user = get_user_model().objects.order_by("id").first()
    client = Client()
    client.force_login(user)
    return client.get("/admin/").status_code


def requests_of_one_client() -> list[int]:
    user = get_user_model().objects.order_by("id").first()
    client = Client()
    client.force_login(user)
    return [client.get("/admin/").status_code for _ in range(4)]


def permissions_of_one_user() -> list[bool]:
    user = get_user_model().objects.order_by("id").first()
    names = ("add_book", "change_book", "delete_book", "view_book")
    return [user.has_perm(f"library.{name}") for name in names]


def one_book_viewed() -> list[int]:
    book = Book.objects.order_by("id").first()
    places.bump(book)
    return places.best_of(book)


CASES: tuple[Case, ...] = (
    positive(
        command, command_fixed, Expect("NPG001", "Loan.member", fix=join("member"))
    ),
    positive(
        context_processor,
        context_processor_fixed,
        Expect("NPG001", "Book.author", fix=join("author")),
    ),
    positive(
        middleware,
        middleware_fixed,
        Expect("NPG001", "Book.publisher", fix=join("publisher")),
    ),
    positive(
        signal,
        signal_fixed,
        Expect("NPG007", fix=("bulk_create(",)),
        Expect(
            "NPG007", blame="signal.save", loop="signal.save", fix=("bulk_create(",)
        ),
        state=tags_by,
    ),
    positive(
        data_migration,
        data_migration_fixed,
        Expect("NPG007", fix=("bulk_update(",)),
        state=titles,
    ),
    positive(
        task,
        task_fixed,
        Expect("NPG007", fix=("bulk_update(",), any_of=((".update(",),)),
        populate=rows.events,
        state=used,
    ),
    positive(
        exporter_class,
        exporter_class_fixed,
        Expect("NPG001", "Book.publisher", fix=join("publisher")),
    ),
    positive(
        permissions_per_user,
        permissions_per_user_fixed,
        Expect("NPG004", also=("NPG002", "NPG005", "NPG006", "NPG008")),
        Expect("NPG004", also=("NPG002", "NPG005", "NPG006", "NPG008")),
        populate=users,
    ),
    positive(
        across_databases,
        across_databases_fixed,
        Expect("NPG004", fix=BY_KEYS),
        populate=rows.scans,
    ),
    positive(
        same_loop_two_databases,
        same_loop_two_databases_fixed,
        Expect("NPG004", fix=BY_KEYS, any_of=(("in_bulk(",),)),
        populate=deliveries,
    ),
    silent(command_joined),
    silent(middleware_joined),
    silent(migration_in_bulk),
    silent(one_query_per_database, populate=deliveries),
    silent(chain_of_three_levels, populate=rows.tree),
    silent(one_request_of_a_user, populate=users),
    silent(requests_of_one_client, populate=users),
    silent(permissions_of_one_user, populate=users),
    silent(one_book_viewed),
)
