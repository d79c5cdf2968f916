"""Writes that are already one statement, one flush, or rightly several."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, insert, select, text, update

from benchmarks.corpus.case import Case
from benchmarks.corpus.sqlalchemy.models import (
    Audit,
    Author,
    Book,
    Invoice,
    Profile,
    Rack,
    Setting,
)
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session, engine

silent = partial(Case, kind="silent", topic="writes", populate=populate)


def added_then_one_flush() -> int:
    with Session() as session:
        ids = session.scalars(select(Invoice.id)).all()
        for key in ids:
            session.add(Audit(message=f"seen {key}"))
        session.commit()
        return len(ids)


def changed_then_one_commit() -> int:
    with Session() as session:
        for invoice in session.scalars(select(Invoice)):
            invoice.total += 1
        session.commit()
        return 0


def other_columns_each() -> int:
    """One flush; the rows differ in what changed, so the ORM sends several."""
    with Session() as session:
        for place, invoice in enumerate(session.scalars(select(Invoice)).all()):
            if place % 2:
                invoice.total += 1
            else:
                invoice.number += "b"
        session.commit()
        return 0


def several_tables_one_flush() -> int:
    with Session() as session:
        author = session.get(Author, 1)
        author.score += 1
        author.profile.bio = "new"
        author.books[0].title = "new"
        session.add(Audit(message="changed"))
        session.commit()
        return 0


def graph_of_new_rows() -> int:
    with Session() as session:
        for number in range(len(session.scalars(select(Author.id)).all())):
            author = Author(name=f"new {number}", profile=Profile(bio="new"))
            author.books = [
                Book(title=f"new {number}-{i}", text="", foreword="", afterword="")
                for i in (1, 2)
            ]
            session.add(author)
        session.commit()
        return 0


def core_executemany() -> int:
    with engine.begin() as connection:
        ids = connection.scalars(select(Invoice.id)).all()
        connection.execute(insert(Audit), [{"message": f"{key}"} for key in ids])
        return 0


def text_executemany() -> int:
    query = text("UPDATE invoice SET total = :total WHERE id = :id")
    with engine.begin() as connection:
        ids = connection.scalars(select(Invoice.id)).all()
        connection.execute(query, [{"id": key, "total": key} for key in ids])
        return 0


def insert_returning() -> list[bool]:
    with Session() as session:
        ids = session.scalars(select(Invoice.id)).all()
        made = session.scalars(
            insert(Audit).returning(Audit), [{"message": f"{key}"} for key in ids]
        )
        return [audit.id > 0 for audit in made][:1]


def bulk_update_by_key() -> int:
    with Session() as session:
        ids = session.scalars(select(Invoice.id)).all()
        session.execute(update(Invoice), [{"id": key, "total": 4} for key in ids])
        session.commit()
        return 0


def legacy_bulk() -> int:
    with Session() as session:
        ids = session.scalars(select(Invoice.id)).all()
        session.bulk_save_objects([Audit(message=f"{key}") for key in ids])
        session.bulk_update_mappings(Invoice, [{"id": k, "total": 2} for k in ids])
        session.commit()
        return 0


def deleted_in_one_flush() -> int:
    """`passive_deletes` leaves the trays to the database."""
    with Session() as session:
        for rack in session.scalars(select(Rack)).all():
            session.delete(rack)
        session.commit()
        return 0


def inserted_by_chunks() -> int:
    with Session() as session:
        ids = session.scalars(select(Invoice.id)).all()
        for start in range(0, len(ids), 2):
            chunk = [{"message": f"{key}"} for key in ids[start : start + 2]]
            session.execute(insert(Audit), chunk)
        session.commit()
        return 0


def committed_by_chunks() -> int:
    """An import that commits every two rows, to keep its transactions short."""
    with Session() as session:
        ids = session.scalars(select(Invoice.id)).all()
        for start in range(0, len(ids), 2):
            session.add_all(Audit(message=f"{key}") for key in ids[start : start + 2])
            session.commit()
        return 0


def cleared_tables() -> int:
    """A loop over tables, as test set-ups have it."""
    with Session() as session:
        for model in (Audit, Setting, Rack):
            session.execute(delete(model))
        session.commit()
        return 0


def autoflush_once() -> int:
    with Session() as session:
        invoices = session.scalars(select(Invoice)).all()
        for invoice in invoices:
            invoice.total += 1
        audits = session.scalars(select(Audit)).all()
        session.commit()
        return len(audits)


def savepoints() -> int:
    """Each row is checked inside a savepoint of its own; nothing is written."""
    with Session() as session:
        invoices = session.scalars(select(Invoice)).all()
        good = 0
        for invoice in invoices:
            with session.begin_nested():
                good += invoice.total >= 0
        return bool(good)


CASES = (
    silent("sa_added_then_one_flush", run=added_then_one_flush),
    silent("sa_changed_then_one_commit", run=changed_then_one_commit),
    silent("sa_other_columns_each", run=other_columns_each, grows=True),
    silent("sa_several_tables_one_flush", run=several_tables_one_flush),
    silent("sa_graph_of_new_rows", run=graph_of_new_rows),
    silent("sa_core_executemany", run=core_executemany),
    silent("sa_text_executemany", run=text_executemany),
    silent("sa_insert_returning", run=insert_returning),
    silent("sa_bulk_update_by_key", run=bulk_update_by_key),
    silent("sa_legacy_bulk", run=legacy_bulk),
    silent("sa_deleted_in_one_flush", run=deleted_in_one_flush),
    silent("sa_inserted_by_chunks", run=inserted_by_chunks, grows=True),
    silent("sa_committed_by_chunks", run=committed_by_chunks, grows=True),
    silent("sa_cleared_tables", run=cleared_tables),
    silent("sa_autoflush_once", run=autoflush_once),
    silent("sa_savepoints", run=savepoints, grows=True),
)
