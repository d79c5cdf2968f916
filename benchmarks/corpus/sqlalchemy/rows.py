"""The rows of the library: *rows* of everything, each with its own relations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from benchmarks.corpus.sqlalchemy import models
from benchmarks.corpus.sqlalchemy.world import engine

Row = dict[str, Any]


def populate(rows: int) -> None:
    """Fill every table; author n has one book, or two when n is even."""
    tables = {**_library(rows), **_people(rows), **_staff(rows), **_stock(rows)}
    with engine.begin() as connection:
        for target, values in tables.items():
            connection.execute(insert(target), values)


def _library(rows: int) -> dict[Any, list[Row]]:
    written = [n for n in range(1, rows + 1) for _ in range(1 + (n % 2 == 0))]
    books = list(enumerate(written, start=1))
    return {
        models.Country: [{"id": n, "name": f"country {n}"} for n in range(1, rows + 1)],
        models.Publisher: [{"id": n, "name": f"house {n}"} for n in range(1, rows + 1)],
        models.Author: [
            {"id": n, "name": f"author {n}", "score": n, "country_id": n}
            for n in range(1, rows + 1)
        ],
        models.Book: [_book(n, author, rows) for n, author in books],
        models.Tag: [{"id": n, "name": f"tag {n}"} for n in range(1, len(books) + 2)],
        models.book_tag: [
            {"book_id": n, "tag_id": n + step} for n, _ in books for step in (0, 1)
        ],
        models.Review: [
            {"book_id": n, "stars": 1 + (n + step) % 5}
            for n, _ in books
            for step in (0, 1)
        ],
    }


def _book(number: int, author: int, rows: int) -> Row:
    return {
        "id": number,
        "title": f"book {number}",
        "published": number % 3 != 0,
        "text": f"text {number}",
        "foreword": f"foreword {number}",
        "afterword": f"afterword {number}",
        "author_id": author,
        "publisher_id": 1 + number % rows,
    }


def _people(rows: int) -> dict[Any, list[Row]]:
    authors = range(1, rows + 1)
    return {
        models.Profile: [{"bio": f"bio {n}", "author_id": n} for n in authors],
        models.Group: [{"id": n, "name": f"group {n}"} for n in range(1, rows + 2)],
        models.Membership: [
            {"author_id": n, "group_id": n + step, "role": "member"}
            for n in authors
            for step in (0, 1)
        ],
        models.Event: [
            {"name": f"event {n}-{year}", "year": year, "author_id": n}
            for n in authors
            for year in (2024, 2025)
        ],
        models.Note: [
            {"text": f"note {n}-{i}", "author_id": n} for n in authors for i in (1, 2)
        ],
    }


def _staff(rows: int) -> dict[Any, list[Row]]:
    ids = range(1, rows + 1)
    roots = [{"id": n, "name": f"root {n}", "parent_id": None} for n in ids]
    below = [
        {"id": n + rows * level, "name": f"level {level}-{n}", "parent_id": parent}
        for level in (1, 2)
        for n in ids
        for parent in (n + rows * (level - 1),)
    ]
    people = [
        {"id": n + shift, "kind": kind, "name": f"{kind} {n}"}
        for shift, kind in ((0, "manager"), (rows, "engineer"))
        for n in ids
    ]
    return {
        models.Category: roots + below,
        models.Employee.__table__: people,
        models.Manager.__table__: [{"id": n, "budget": 100 * n} for n in ids],
        models.Engineer.__table__: [
            {"id": n + rows, "language": f"language {n}"} for n in ids
        ],
        models.Project: [{"name": f"project {n}", "manager_id": n} for n in ids],
    }


def _stock(rows: int) -> dict[Any, list[Row]]:
    ids = range(1, rows + 1)
    return {
        models.Invoice: [{"id": n, "number": f"2026-{n}"} for n in ids],
        models.Line: [
            {"invoice_id": n, "position": p, "price": 10 * n + p}
            for n in ids
            for p in (1, 2)
        ],
        models.Setting: [
            {"key": key, "value": f"the {key}"} for key in ("tax", "theme", "zone")
        ],
        models.Shelf: [{"id": n, "name": f"shelf {n}"} for n in ids],
        models.Slot: [{"shelf_id": n} for n in ids for _ in (1, 2)],
        models.Rack: [{"id": n, "name": f"rack {n}"} for n in ids],
        models.Tray: [{"rack_id": n} for n in ids for _ in (1, 2)],
    }
