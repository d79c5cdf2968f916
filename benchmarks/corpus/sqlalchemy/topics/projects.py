"""Helpers for any class, as larger projects have them, around the query of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Book
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="projects", populate=populate)
silent = partial(Case, kind="silent", topic="projects", populate=populate)


def as_dict(row: Any, names: Sequence[str]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names}  # blame: sa_names_of_row


def names_of_row() -> list[list[str]]:
    with Session() as session:
        query = select(Book).order_by(Book.id)  # origin: sa_names_of_row
        shown = []
        for book in session.scalars(query).all():  # loop: sa_names_of_row
            shown.append(sorted(as_dict(book, ["title", "author"])))
        return shown


def names_of_row_fixed() -> list[list[str]]:
    with Session() as session:
        query = select(Book).order_by(Book.id).options(joinedload(Book.author))
        return [sorted(as_dict(b, ["title", "author"])) for b in session.scalars(query)]


def page(session: OrmSession, query: Select[Any], model: Any) -> list[str]:
    query = query.order_by(model.id).limit(50)
    rows = session.scalars(query).all()
    return [row.author.name for row in rows]  # blame: sa_page_of_any; loop: sa_page_of_any  # fmt: skip


def page_of_any() -> list[str]:
    with Session() as session:
        books = select(Book)  # origin: sa_page_of_any
        return page(session, books, Book)


def page_of_any_fixed() -> list[str]:
    with Session() as session:
        return page(session, select(Book).options(joinedload(Book.author)), Book)


def rows_of(session: OrmSession, model: Any) -> Any:
    return session.query(model)


def query_of_any() -> list[str]:
    with Session() as session:
        books = rows_of(session, Book).order_by(Book.id)  # origin: sa_query_of_any
        names = []
        for book in books:  # loop: sa_query_of_any
            names.append(book.author.name)  # blame: sa_query_of_any
        return names


def query_of_any_fixed() -> list[str]:
    with Session() as session:
        books = rows_of(session, Book).options(joinedload(Book.author))
        return [book.author.name for book in books.order_by(Book.id)]


def key_and_name() -> list[tuple[int, str]]:
    with Session() as session:
        books = session.scalars(select(Book).order_by(Book.id))  # origin: sa_key_and_name  # fmt: skip
        found = []
        for book in books.all():  # loop: sa_key_and_name
            found.append((book.author.id, book.author.name))  # blame: sa_key_and_name
        return found


def key_and_name_fixed() -> list[tuple[int, str]]:
    with Session() as session:
        query = select(Book).order_by(Book.id).options(joinedload(Book.author))
        return [(book.author.id, book.author.name) for book in session.scalars(query)]


AUTHOR = (Expect("NPG001", "Book.author", fix=("joinedload(Book.author)",)),)
CASES = (
    positive(
        "sa_names_of_row", run=names_of_row, fixed=names_of_row_fixed, expect=AUTHOR
    ),
    positive("sa_page_of_any", run=page_of_any, fixed=page_of_any_fixed, expect=AUTHOR),
    positive(
        "sa_query_of_any", run=query_of_any, fixed=query_of_any_fixed, expect=AUTHOR
    ),
    positive(
        "sa_key_and_name", run=key_and_name, fixed=key_and_name_fixed, expect=AUTHOR
    ),
    silent("sa_page_of_any_loaded", run=page_of_any_fixed),
    silent("sa_names_of_row_loaded", run=names_of_row_fixed),
)
