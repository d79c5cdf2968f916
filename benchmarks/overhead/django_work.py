"""The work on Django: each function does a number of rounds."""

from __future__ import annotations

import threading
from collections.abc import Callable

from benchmarks.overhead.tools import Scope

_DEPTH = 25
_THREADS = 64

_PAGE = "{% for book in books %}{{ book.title }} by {{ book.author.name }}{% endfor %}"


def prepare(rows: int = 200) -> None:
    """Configure Django on a database in memory with *rows* books."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={
            # In memory, and the same one for every thread.
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": "file:shelf?mode=memory&cache=shared",
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "benchmarks.overhead.shelf"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        ZEAL_RAISE=False,
    )
    django.setup()
    from django.db import connection

    from benchmarks.overhead.shelf.models import Author, Book

    with connection.schema_editor() as editor:
        editor.create_model(Author)
        editor.create_model(Book)
    Author.objects.bulk_create(
        Author(name=f"author {n}", country="de") for n in range(rows)
    )
    Book.objects.bulk_create(
        Book(title=f"book {n}", pages=n, author_id=n + 1) for n in range(rows)
    )


def deep(frames: int, work: Callable[[], object]) -> object:
    """Do *work* from *frames* frames further in, as it is done below middleware."""
    return deep(frames - 1, work) if frames else work()


def gets(scope: Scope, rounds: int) -> None:
    """One scope, one `get` per round: the loop is proven and goes on."""
    from benchmarks.overhead.shelf.models import Book

    def work() -> None:
        for number in range(rounds):
            Book.objects.get(pk=1 + number % 100)

    with scope():
        deep(_DEPTH, work)


def requests(scope: Scope, rounds: int) -> None:
    """One scope per round with thirty statements that have nothing in common."""
    from benchmarks.overhead.thirty_django import thirty

    for _ in range(rounds):
        with scope():
            deep(_DEPTH, thirty)


def loops(scope: Scope, rounds: int, rows: int = 100) -> None:
    """One scope per round with a statement for each of *rows* rows, found and told."""
    from benchmarks.overhead.shelf.models import Book

    def work() -> None:
        for book in Book.objects.order_by("pk")[:rows]:
            book.author.name

    for _ in range(rounds):
        with scope():
            deep(_DEPTH, work)


def long_loops(scope: Scope, rounds: int) -> None:
    """The same with 10,000 rows, after short ones: what is learnt once is not counted."""
    loops(scope, 3)
    loops(scope, rounds, 10_000)


def threads(scope: Scope, rounds: int) -> None:
    """64 threads at once, each with a connection and the scope of one request."""
    from django.db import connections

    from benchmarks.overhead.thirty_django import thirty

    def work() -> None:
        with scope():
            deep(_DEPTH, thirty)
        connections.close_all()

    for _ in range(rounds):
        running = [threading.Thread(target=work) for _ in range(_THREADS)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()


def pages(scope: Scope, rounds: int) -> None:
    """One scope per round with one statement that brings 100 rows and their relation."""
    from benchmarks.overhead.shelf.models import Book

    def work() -> None:
        for book in Book.objects.select_related("author")[:100]:
            book.author.name

    for _ in range(rounds):
        with scope():
            deep(_DEPTH, work)


def templates(scope: Scope, rounds: int) -> None:
    """The same page drawn by a template."""
    from django.template import engines

    from benchmarks.overhead.shelf.models import Book

    template = engines["django"].from_string(_PAGE)

    def work() -> None:
        template.render({"books": Book.objects.select_related("author")[:100]})

    for _ in range(rounds):
        with scope():
            deep(_DEPTH, work)


WORK = {
    "django-get": gets,
    "django-request": requests,
    "django-loop": loops,
    "django-long-loop": long_loops,
    "django-page": pages,
    "django-template": templates,
    "django-threads": threads,
}
