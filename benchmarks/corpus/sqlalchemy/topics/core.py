"""Core statements and SQL text, sent row by row over a connection."""

from __future__ import annotations

from functools import partial

from sqlalchemy import bindparam, select, text

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Line
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session, engine

positive = partial(Case, kind="positive", topic="core", populate=populate)
silent = partial(Case, kind="silent", topic="core", populate=populate)
authors, books, lines = Author.__table__, Book.__table__, Line.__table__
IDS = select(authors.c.id).order_by(authors.c.id)


def core_select() -> list[str]:
    with engine.connect() as connection:
        names = []
        for key in connection.scalars(IDS).all():  # loop: sa_core_select
            query = select(authors.c.name).where(authors.c.id == key)
            names.append(connection.execute(query).scalar_one())  # blame: sa_core_select  # fmt: skip
        return names


def core_select_fixed() -> list[str]:
    with engine.connect() as connection:
        ids = connection.scalars(IDS).all()
        query = select(authors.c.id, authors.c.name).where(authors.c.id.in_(ids))
        names = dict(connection.execute(query).all())
        return [names[key] for key in ids]


def core_children() -> list[list[str]]:
    with engine.connect() as connection:
        found = []
        for author in connection.execute(select(authors)).all():  # loop: sa_core_children  # fmt: skip
            theirs = select(books.c.title).where(books.c.author_id == author.id)
            found.append(list(connection.scalars(theirs)))  # blame: sa_core_children
        return found


def core_children_fixed() -> list[list[str]]:
    with engine.connect() as connection:
        ids = connection.scalars(select(authors.c.id)).all()
        query = select(books.c.author_id, books.c.title)
        found: dict[int, list[str]] = {key: [] for key in ids}
        for key, title in connection.execute(query.where(books.c.author_id.in_(ids))):
            found[key].append(title)
        return list(found.values())


def text_with_parameters() -> list[str]:
    query = text("SELECT name FROM author WHERE id = :id")
    with engine.connect() as connection:
        return [
            connection.scalar(query, {"id": key})  # blame: sa_text_with_parameters
            for key in connection.scalars(IDS).all()  # loop: sa_text_with_parameters
        ]


def text_with_literals() -> list[str]:
    with engine.connect() as connection:
        names = []
        for key in connection.scalars(IDS).all():  # loop: sa_text_with_literals
            row = connection.execute(  # blame: sa_text_with_literals
                text(f"SELECT id, name FROM author WHERE id = {key}")
            ).one()
            names.append(row.name)
        return names


def text_in_a_session() -> list[str]:
    with Session() as session:
        names = []
        for key in session.scalars(IDS).all():  # loop: sa_text_in_a_session
            found = session.execute(  # blame: sa_text_in_a_session
                text("SELECT name FROM author WHERE author.id = :key LIMIT 1"),
                {"key": key},
            )
            names.append(found.scalar())
        return names


def driver_sql() -> list[str]:
    with engine.connect() as connection:
        names = []
        for key in connection.scalars(IDS).all():  # loop: sa_driver_sql
            row = connection.exec_driver_sql(  # blame: sa_driver_sql
                "SELECT name FROM author WHERE id = ?", (key,)
            ).fetchone()
            names.append(row[0])
        return names


def text_fixed() -> list[str]:
    query = text("SELECT id, name FROM author WHERE id IN :ids").bindparams(
        bindparam("ids", expanding=True)
    )
    with engine.connect() as connection:
        ids = connection.scalars(IDS).all()
        names = dict(connection.execute(query, {"ids": ids}).all())
        return [names[key] for key in ids]


def text_of_two_keys() -> list[int]:
    query = text("SELECT price FROM line WHERE invoice_id = :i AND position = :p")
    with engine.connect() as connection:
        keys = connection.execute(select(lines.c.invoice_id, lines.c.position)).all()
        prices = []
        for invoice, position in keys:  # loop: sa_text_of_two_keys
            found = connection.execute(query, {"i": invoice, "p": position})  # blame: sa_text_of_two_keys  # fmt: skip
            prices.append(found.scalar_one())
        return prices


def text_of_two_keys_fixed() -> list[int]:
    query = text("SELECT invoice_id, position, price FROM line")
    with engine.connect() as connection:
        connection.execute(select(lines.c.invoice_id, lines.c.position)).all()
        return [price for _, _, price in connection.execute(query)]


def text_counts() -> list[int]:
    with engine.connect() as connection:
        counts = []
        for key in connection.scalars(IDS).all():  # loop: sa_text_counts
            sql = text("SELECT count(*) FROM book WHERE author_id = :key")
            counts.append((key, connection.scalar(sql, {"key": key})))  # blame: sa_text_counts  # fmt: skip
        return counts


def text_counts_fixed() -> list[tuple[int, int]]:
    sql = text("SELECT author_id, count(*) FROM book GROUP BY author_id")
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sql)]


def core_in_one() -> list[str]:
    with engine.connect() as connection:
        ids = connection.scalars(IDS).all()
        query = select(authors.c.name).where(authors.c.id.in_(ids))
        return list(connection.scalars(query))


def core_chunks() -> list[str]:
    with engine.connect() as connection:
        ids, names = connection.scalars(IDS).all(), []
        for start in range(0, len(ids), 2):
            chunk = ids[start : start + 2]
            query = select(authors.c.name).where(authors.c.id.in_(chunk))
            names += connection.scalars(query).all()
        return names


def text_chunks() -> list[str]:
    """Several keys a statement, written by hand."""
    with engine.connect() as connection:
        ids, names = connection.scalars(IDS).all(), []
        for start in range(0, len(ids), 2):
            marks = ", ".join("?" for _ in ids[start : start + 2])
            sql = f"SELECT name FROM author WHERE id IN ({marks})"
            rows = connection.exec_driver_sql(sql, tuple(ids[start : start + 2]))
            names += [name for (name,) in rows]
        return names


def literal_lookups() -> list[str]:
    """Fixed texts on lines of their own."""
    with engine.connect() as connection:
        tax = connection.execute(text("SELECT value FROM setting WHERE key = 'tax'"))
        zone = connection.execute(text("SELECT value FROM setting WHERE key = 'zone'"))
        return [tax.scalar_one(), zone.scalar_one()]


def core_join() -> list[tuple[str, str]]:
    with engine.connect() as connection:
        query = select(books.c.title, authors.c.name).join_from(books, authors)
        return [tuple(row) for row in connection.execute(query)]


def tables_of_an_export() -> list[str]:
    """One statement a table, in a loop over tables."""
    with engine.connect() as connection:
        return [
            f"{table.name} {bool(connection.execute(select(table)).all())}"
            for table in (authors, books, lines)
        ]


def _raw(*fix: str, **more: object) -> tuple[Expect, ...]:
    return (Expect("NPG009", None, fix=fix, **more),)


BY_ID = _raw("id IN")
CORE = (
    Expect(
        "NPG009",
        None,
        fix=("author.c.id.in_(",),
        also=("NPG004",),
        any_of=(("authors.c.id.in_(",), ("id IN",)),
    ),
)
CHILDREN = (
    Expect(
        "NPG009",
        None,
        fix=("book.c.author_id.in_(",),
        also=("NPG004", "NPG006"),
        any_of=(("books.c.author_id.in_(",), ("author_id IN",)),
    ),
)
CASES = (
    positive("sa_core_select", run=core_select, fixed=core_select_fixed, expect=CORE),
    positive(
        "sa_core_children",
        run=core_children,
        fixed=core_children_fixed,
        expect=CHILDREN,
    ),
    positive(
        "sa_text_with_parameters",
        run=text_with_parameters,
        fixed=text_fixed,
        expect=BY_ID,
    ),
    positive(
        "sa_text_with_literals", run=text_with_literals, fixed=text_fixed, expect=BY_ID
    ),
    positive(
        "sa_text_in_a_session", run=text_in_a_session, fixed=text_fixed, expect=BY_ID
    ),
    positive("sa_driver_sql", run=driver_sql, fixed=text_fixed, expect=BY_ID),
    positive(
        "sa_text_of_two_keys",
        run=text_of_two_keys,
        fixed=text_of_two_keys_fixed,
        expect=_raw("(invoice_id, position) IN"),
    ),
    positive(
        "sa_text_counts",
        run=text_counts,
        fixed=text_counts_fixed,
        expect=_raw("GROUP BY author_id", also=("NPG005",)),
    ),
    silent("sa_core_in_one", run=core_in_one),
    silent("sa_core_chunks", run=core_chunks, grows=True),
    silent("sa_text_chunks", run=text_chunks, grows=True),
    silent("sa_literal_lookups", run=literal_lookups),
    silent("sa_core_join", run=core_join),
    silent("sa_tables_of_an_export", run=tables_of_an_export),
)
