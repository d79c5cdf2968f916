"""Rows written one by one, where the database would take them together."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import (
    Audit,
    Invoice,
    Line,
    Shelf,
    Slot,
)
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session, engine
from benchmarks.corpus.sqlalchemy.written import written

positive = partial(
    Case, kind="positive", topic="writes", populate=populate, state=written
)


def invoice_ids() -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Invoice.id).order_by(Invoice.id)))


def flush_each() -> int:
    with Session() as session:
        for key in invoice_ids():  # loop: sa_flush_each
            session.add(Audit(message=f"seen {key}"))
            session.flush()  # blame: sa_flush_each
        session.commit()
    return len(invoice_ids()) * 1000


def flush_once() -> int:
    with Session() as session:
        for key in invoice_ids():
            session.add(Audit(message=f"seen {key}"))
        session.flush()
        session.commit()
    return len(invoice_ids()) * 1000


def commit_each() -> int:
    with Session(expire_on_commit=False) as session:
        invoices = session.scalars(select(Invoice)).all()
        for invoice in invoices:  # loop: sa_commit_each
            invoice.total = invoice.id * 3
            session.commit()  # blame: sa_commit_each
        return len(invoices) * 1000


def commit_once() -> int:
    with Session(expire_on_commit=False) as session:
        invoices = session.scalars(select(Invoice)).all()
        for invoice in invoices:
            invoice.total = invoice.id * 3
        session.commit()
        return len(invoices) * 1000


def core_insert_each() -> int:
    with engine.begin() as connection:
        ids = connection.scalars(select(Invoice.id)).all()
        for key in ids:  # loop: sa_core_insert_each
            connection.execute(insert(Audit).values(message=f"seen {key}"))  # blame: sa_core_insert_each  # fmt: skip
    return len(ids) * 1000


def core_insert_once() -> int:
    with engine.begin() as connection:
        ids = connection.scalars(select(Invoice.id)).all()
        connection.execute(insert(Audit), [{"message": f"seen {key}"} for key in ids])
    return len(ids) * 1000


def update_each() -> int:
    ids = invoice_ids()
    with Session() as session:
        for key in ids:  # loop: sa_update_each
            query = update(Invoice).where(Invoice.id == key).values(total=key * 3)
            session.execute(query)  # blame: sa_update_each
        session.commit()
    return len(ids) * 1000


def update_once() -> int:
    ids = invoice_ids()
    with Session() as session:
        session.execute(update(Invoice), [{"id": key, "total": key * 3} for key in ids])
        session.commit()
    return len(ids) * 1000


def same_value_each() -> int:
    ids = invoice_ids()
    with Session() as session:
        for key in ids:  # loop: sa_same_value_each
            session.query(Invoice).filter_by(id=key).update({"total": 5})  # blame: sa_same_value_each  # fmt: skip
        session.commit()
    return len(ids) * 1000


def same_value_once() -> int:
    ids = invoice_ids()
    with Session() as session:
        session.execute(update(Invoice).where(Invoice.id.in_(ids)).values(total=5))
        session.commit()
    return len(ids) * 1000


def delete_each() -> int:
    ids = invoice_ids()
    with engine.begin() as connection:
        for key in ids:  # loop: sa_delete_each
            connection.execute(delete(Line).where(Line.invoice_id == key))  # blame: sa_delete_each  # fmt: skip
    return len(ids) * 1000


def delete_once() -> int:
    ids = invoice_ids()
    with engine.begin() as connection:
        connection.execute(delete(Line).where(Line.invoice_id.in_(ids)))
    return len(ids) * 1000


def text_update_each() -> int:
    ids = invoice_ids()
    with engine.begin() as connection:
        for key in ids:  # loop: sa_text_update_each
            connection.execute(  # blame: sa_text_update_each
                text("UPDATE invoice SET total = 9 WHERE id = :id"), {"id": key}
            )
    return len(ids) * 1000


def text_update_once() -> int:
    ids = invoice_ids()
    with engine.begin() as connection:
        connection.execute(update(Invoice).where(Invoice.id.in_(ids)).values(total=9))
    return len(ids) * 1000


def upsert_each() -> int:
    ids = invoice_ids()
    with Session() as session:
        for key in ids:  # loop: sa_upsert_each
            query = upsert(Invoice).values(id=key, number=f"n{key}", total=1)
            again = query.on_conflict_do_update(
                index_elements=[Invoice.id], set_={"number": query.excluded.number}
            )
            session.execute(again)  # blame: sa_upsert_each
        session.commit()
    return len(ids) * 1000


def upsert_once() -> int:
    ids = invoice_ids()
    values = [{"id": key, "number": f"n{key}", "total": 1} for key in ids]
    query = upsert(Invoice).values(values)
    with Session() as session:
        session.execute(
            query.on_conflict_do_update(
                index_elements=[Invoice.id], set_={"number": query.excluded.number}
            )
        )
        session.commit()
    return len(ids) * 1000


def autoflush_each() -> int:
    """The query in the loop flushes what the loop has just changed."""
    with Session() as session:
        total = 0
        invoices = session.scalars(select(Invoice)).all()
        for invoice in invoices:  # loop: sa_autoflush_each
            invoice.number += "-summed"
            prices = select(func.sum(Line.price)).where(Line.invoice_id == invoice.id)
            total += session.scalar(prices)  # blame: sa_autoflush_each
        session.commit()
        return total


def autoflush_once() -> int:
    with Session() as session:
        invoices = session.scalars(select(Invoice)).all()
        query = select(Line.invoice_id, func.sum(Line.price)).group_by(Line.invoice_id)
        totals = dict(session.execute(query).all())
        for invoice in invoices:
            invoice.number += "-summed"
        total = sum(totals[invoice.id] for invoice in invoices)
        session.commit()
        return total


def cascade_loads() -> int:
    """Deleting a shelf first loads its slots: one statement a shelf."""
    with Session() as session:
        shelves = session.scalars(select(Shelf)).all()
        with session.no_autoflush:
            for shelf in shelves:  # loop: sa_cascade_loads
                session.delete(shelf)  # blame: sa_cascade_loads
        session.commit()
        return len(shelves) * 1000


def cascade_left_to_the_database() -> int:
    with Session() as session:
        total = len(session.scalars(select(Shelf.id)).all())
        session.execute(delete(Slot))
        session.execute(delete(Shelf))
        session.commit()
        return total * 1000


def insert_each_text() -> int:
    ids = invoice_ids()
    with engine.begin() as connection:
        for key in ids:  # loop: sa_insert_each_text
            connection.exec_driver_sql(  # blame: sa_insert_each_text
                "INSERT INTO audit (message) VALUES (?)", (f"seen {key}",)
            )
    return len(ids) * 1000


def _expect(*fix: str, **more: object) -> tuple[Expect, ...]:
    return (Expect("NPG007", None, fix=fix, **more),)


ADDED = _expect("add_all(", any_of=(("insert(Audit)",), ("session.flush()",)))
COMMITTED = _expect("session.commit()", any_of=(("update(Invoice)",),))
INSERTED = _expect("insert(Audit)", "[", any_of=(("executemany",),))
UPDATED = _expect("update(Invoice)", "[", any_of=(("Invoice.id.in_(",),))
SAME = _expect("Invoice.id.in_(", any_of=(("update(Invoice)", "["),))
GONE = _expect("Line.invoice_id.in_(", any_of=(("invoice_id IN",),))
RAW_UPDATE = _expect("id IN", any_of=(("executemany",), ("[",)), also=("NPG009",))
RAW_INSERT = _expect(
    "exec_driver_sql(", "rows", any_of=(("executemany",),), also=("NPG009",)
)
UPSERTED = _expect(
    "insert(Invoice)",
    "[",
    any_of=((".values([",), ("executemany",), ("rows.append(", "execute(again, rows)")),
)
SUMMED = Expect("NPG005", None, fix=("func.sum(", "group_by(Line.invoice_id"))
FLUSHED = Expect(
    "NPG007", None, fix=("no_autoflush",), any_of=(("flush()",), ("update(Invoice)",))
)
CASCADE = Expect(
    "NPG007",
    "Shelf.slots",
    fix=("passive_deletes",),
    also=("NPG002",),
    any_of=(("selectinload(Shelf.slots)",),),
)
CASES = (
    positive("sa_flush_each", run=flush_each, fixed=flush_once, expect=ADDED),
    positive("sa_commit_each", run=commit_each, fixed=commit_once, expect=COMMITTED),
    positive(
        "sa_core_insert_each",
        run=core_insert_each,
        fixed=core_insert_once,
        expect=INSERTED,
    ),
    positive("sa_update_each", run=update_each, fixed=update_once, expect=UPDATED),
    positive(
        "sa_same_value_each", run=same_value_each, fixed=same_value_once, expect=SAME
    ),
    positive("sa_delete_each", run=delete_each, fixed=delete_once, expect=GONE),
    positive(
        "sa_text_update_each",
        run=text_update_each,
        fixed=text_update_once,
        expect=RAW_UPDATE,
    ),
    positive("sa_upsert_each", run=upsert_each, fixed=upsert_once, expect=UPSERTED),
    positive(
        "sa_autoflush_each",
        run=autoflush_each,
        fixed=autoflush_once,
        expect=(SUMMED, FLUSHED),
    ),
    positive(
        "sa_cascade_loads",
        run=cascade_loads,
        fixed=cascade_left_to_the_database,
        expect=(CASCADE,),
    ),
    positive(
        "sa_insert_each_text",
        run=insert_each_text,
        fixed=core_insert_once,
        expect=RAW_INSERT,
    ),
)
