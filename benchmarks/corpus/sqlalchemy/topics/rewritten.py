"""Questions spread over several lines, guards, helpers and tables of another name."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session as OrmSession

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Line
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session, engine

positive = partial(Case, kind="positive", topic="rewritten", populate=populate)
silent = partial(Case, kind="silent", topic="rewritten", populate=populate)
volumes = Book.__table__


def authors_of(session: OrmSession) -> list[Author]:
    return list(session.scalars(select(Author).order_by(Author.id)))


def in_three_lines() -> list[Any]:
    with Session() as session:
        titles = []
        for author in authors_of(session):  # loop: sa_in_three_lines
            query = select(Book).where(Book.author == author).order_by(Book.id)
            result = session.execute(query)  # blame: sa_in_three_lines
            titles.append([book.title for book in result.scalars().all()])
        return titles


def table_of_another_name() -> list[Any]:
    with engine.connect() as connection:
        titles = []
        keys = connection.scalars(select(Author.id).order_by(Author.id)).all()
        for key in keys:  # loop: sa_table_of_another_name
            query = select(volumes.c.title).where(volumes.c.author_id == key)
            found = connection.execute(query.order_by(volumes.c.id))  # blame: sa_table_of_another_name  # fmt: skip
            titles.append(list(found.scalars().all()))
        return titles


def titles_fixed() -> list[Any]:
    with Session() as session:
        authors = authors_of(session)
        keys = [author.id for author in authors]
        found: dict[int, list[str]] = {}
        query = select(Book).where(Book.author_id.in_(keys)).order_by(Book.id)
        for book in session.scalars(query):
            found.setdefault(book.author_id, []).append(book.title)
        return [found.get(key, []) for key in keys]


def guarded() -> list[Any]:
    with Session() as session:
        names = []
        rows = [{"id": author.id} for author in authors_of(session)]
        for row in [*rows, {"other": 1}]:  # loop: sa_guarded
            if "id" not in row:
                continue
            query = session.query(Author).filter(Author.id == row["id"])
            names.append(query.populate_existing().one().name)  # blame: sa_guarded
        return names


def guarded_fixed() -> list[Any]:
    with Session() as session:
        return [author.name for author in authors_of(session)]


def largest_or_nothing() -> list[Any]:
    with Session() as session:
        largest = []
        for author in authors_of(session):  # loop: sa_largest_or_nothing
            asked = select(func.coalesce(func.max(Book.id), 0))
            asked = asked.where(Book.author_id == author.id)
            largest.append(session.scalar(asked))  # blame: sa_largest_or_nothing
        return largest


def largest_or_nothing_fixed() -> list[Any]:
    with Session() as session:
        query = select(Book.author_id, func.max(Book.id)).group_by(Book.author_id)
        found = {row[0]: row[1] for row in session.execute(query)}
        return [found.get(author.id, 0) for author in authors_of(session)]


def half_a_key() -> list[Any]:
    with Session() as session:
        prices = []
        query = select(Line.invoice_id, Line.position)
        pairs = session.execute(query.order_by(Line.invoice_id, Line.position)).all()
        for pair in pairs:  # loop: sa_half_a_key
            line = session.get(Line, (pair.invoice_id, pair.position))  # blame: sa_half_a_key  # fmt: skip
            prices.append(line.price)
        return prices


def half_a_key_fixed() -> list[Any]:
    with Session() as session:
        query = select(Line).order_by(Line.invoice_id, Line.position)
        return [line.price for line in session.scalars(query)]


def text_of_many() -> list[Any]:
    query = text("SELECT title FROM book WHERE author_id = :key ORDER BY id")
    with Session() as session:
        titles = []
        for row in session.execute(select(Author.id).order_by(Author.id)).all():  # loop: sa_text_of_many  # fmt: skip
            found = session.execute(query, {"key": row.id})  # blame: sa_text_of_many
            titles.append(list(found.scalars().all()))
        return titles


def guard_lets_one_through() -> list[Any]:
    with Session() as session:
        names = []
        for author in authors_of(session):
            if author.id != 1:
                continue
            names.append(session.query(Author).filter(Author.id == 1).one().name)
        return names


def asked_before() -> list[Any]:
    with Session() as session:
        authors = authors_of(session)
        keys = [author.id for author in authors]
        query = select(Book.author_id, func.coalesce(func.max(Book.id), 0))
        query = query.where(Book.author_id.in_(keys)).group_by(Book.author_id)
        found = {row[0]: row[1] for row in session.execute(query)}
        return [found.get(author.id, 0) for author in authors]


def lines_at_hand() -> list[Any]:
    """The identity map answers: every line has been loaded, and is held."""
    with Session() as session:
        lines = session.scalars(select(Line)).all()
        return [
            session.get(Line, (line.invoice_id, line.position)).price for line in lines
        ]


def text_for_all() -> list[Any]:
    with Session() as session:
        query = text("SELECT author_id, title FROM book ORDER BY id")
        found: dict[int, list[str]] = {}
        for row in session.execute(query):
            found.setdefault(row.author_id, []).append(row.title)
        return list(found.values())


def _expect(code: str, *fix: str) -> tuple[Expect, ...]:
    return (Expect(code, None, fix=fix),)


CASES = (
    positive(
        "sa_in_three_lines",
        run=in_three_lines,
        fixed=titles_fixed,
        expect=_expect("NPG004", "Book.author_id.in_("),
    ),
    positive(
        "sa_table_of_another_name",
        run=table_of_another_name,
        fixed=titles_fixed,
        expect=_expect("NPG004", "volumes.c.author_id.in_("),
    ),
    positive(
        "sa_guarded",
        run=guarded,
        fixed=guarded_fixed,
        expect=_expect("NPG004", "Author.id.in_(", "if not"),
    ),
    positive(
        "sa_largest_or_nothing",
        run=largest_or_nothing,
        fixed=largest_or_nothing_fixed,
        expect=_expect("NPG005", "group_by(Book.author_id)"),
    ),
    positive(
        "sa_half_a_key",
        run=half_a_key,
        fixed=half_a_key_fixed,
        expect=_expect("NPG004", "tuple_(Line.invoice_id, Line.position).in_("),
    ),
    positive(
        "sa_text_of_many",
        run=text_of_many,
        fixed=titles_fixed,
        expect=_expect("NPG009", "author_id IN"),
    ),
    silent("sa_guard_lets_one_through", run=guard_lets_one_through),
    silent("sa_asked_before", run=asked_before),
    silent("sa_lines_at_hand", run=lines_at_hand),
    silent("sa_text_for_all", run=text_for_all),
)
