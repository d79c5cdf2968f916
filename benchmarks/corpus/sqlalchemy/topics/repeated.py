"""The very same statement again: once a row, or rightly so."""

from __future__ import annotations

import time
from functools import lru_cache, partial

from sqlalchemy import MetaData, create_engine, func, inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session as OrmSession

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Event, Invoice, Setting
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import DATABASE, Session, engine

positive = partial(Case, kind="positive", topic="repeated", populate=populate)
silent = partial(Case, kind="silent", topic="repeated", populate=populate)


def tax(session: OrmSession) -> str:
    query = select(Setting.value).where(Setting.key == "tax")
    return session.scalars(query).one()  # blame: sa_setting_in_a_helper


def setting_in_a_helper() -> list[str]:
    with Session() as session:
        lines = []
        for invoice in session.scalars(select(Invoice)).all():  # loop: sa_setting_in_a_helper  # fmt: skip
            lines.append(f"{invoice.number} {tax(session)}")
        return lines


def setting_each_row() -> list[str]:
    with Session() as session:
        lines = []
        for invoice in session.scalars(select(Invoice)).all():  # loop: sa_setting_each_row  # fmt: skip
            rate = session.execute(  # blame: sa_setting_each_row
                select(Setting.value).where(Setting.key == "tax")
            ).scalar_one()
            lines.append(f"{invoice.number} {rate}")
        return lines


def setting_fixed() -> list[str]:
    with Session() as session:
        rate = tax(session)
        return [f"{i.number} {rate}" for i in session.scalars(select(Invoice))]


def total_each_row() -> list[str]:
    """The grand total does not change while the loop runs."""
    with Session() as session:
        lines = []
        for author in session.scalars(select(Author)).all():  # loop: sa_total_each_row
            total = session.scalar(select(func.count(Book.id)))  # blame: sa_total_each_row  # fmt: skip
            lines.append(f"{author.name}: 1 of {total}")
        return lines


def total_each_row_fixed() -> list[str]:
    with Session() as session:
        total = session.scalar(select(func.count(Book.id)))
        return [
            f"{name}: 1 of {total}" for name in session.scalars(select(Author.name))
        ]


def text_each_row() -> list[str]:
    with engine.connect() as connection:
        lines = []
        for name in connection.scalars(select(Author.name)).all():  # loop: sa_text_each_row  # fmt: skip
            newest = connection.execute(text("SELECT max(year) FROM event"))  # blame: sa_text_each_row  # fmt: skip
            lines.append(f"{name} {newest.scalar_one()}")
        return lines


def text_each_row_fixed() -> list[str]:
    with engine.connect() as connection:
        newest = connection.execute(text("SELECT max(year) FROM event")).scalar_one()
        return [f"{n} {newest}" for n in connection.scalars(select(Author.name))]


def polled() -> str:
    """Waiting for another process: asked again on purpose."""
    with Session() as session:
        for _ in range(4):
            state = session.scalar(select(Setting.value).where(Setting.key == "zone"))
            if state == "ready":
                break
            session.rollback()
            time.sleep(0.001)
        return str(state)


def polled_while() -> int:
    tries = 0
    with engine.connect() as connection:
        while tries < 3 and not connection.scalar(
            text("SELECT 1 FROM setting WHERE key = 'absent'")
        ):
            tries += 1
            time.sleep(0.001)
    return tries


def retried() -> list[str]:
    """One retry after an error of the connection."""
    for attempt in (1, 2):
        try:
            with Session() as session:
                names = session.scalars(select(Author.name)).all()
                if attempt == 1:
                    raise OperationalError("SELECT", {}, Exception("gone"))
                return list(names)
        except OperationalError:
            continue
    return []


@lru_cache(maxsize=1)
def _remembered(_: int) -> str:
    with Session() as session:
        return tax(session)


def asked_once_then_kept() -> list[str]:
    _remembered.cache_clear()
    with Session() as session:
        return [_remembered(1) for _ in session.scalars(select(Invoice)).all()]


def before_and_after() -> list[int]:
    with Session() as session:
        before = session.scalar(select(func.count(Event.id)))
        session.add(Event(name="new", year=2026, author_id=1))
        session.flush()
        after = session.scalar(select(func.count(Event.id)))
        session.rollback()
        return [after - before]


def pages_by_offset() -> list[str]:
    with Session() as session:
        names, start = [], 0
        query = select(Author.name).order_by(Author.id).limit(2)
        while page := session.scalars(query.offset(start)).all():
            names += page
            start += 2
        return names


def pages_by_key() -> list[str]:
    with Session() as session:
        names, last = [], 0
        while True:
            query = select(Author).where(Author.id > last).order_by(Author.id).limit(2)
            page = session.scalars(query).all()
            if not page:
                return names
            names += [author.name for author in page]
            last = page[-1].id


def server_side_batches() -> list[str]:
    with engine.connect().execution_options(yield_per=2) as connection:
        return list(connection.scalars(select(Author.name)))


def two_shards() -> list[bool]:
    """One statement a database, not one a row."""
    shards = [create_engine(f"sqlite:///{DATABASE}") for _ in range(2)]
    found = []
    for shard in shards:
        with shard.connect() as connection:
            found.append(bool(connection.scalar(select(func.count(Author.id)))))
        shard.dispose()
    return found


def pinged_pool() -> list[bool]:
    pinged = create_engine(f"sqlite:///{DATABASE}", pool_pre_ping=True)
    found = []
    for model in (Author, Book, Event):
        with pinged.connect() as connection:
            found.append(bool(connection.scalar(select(func.count(model.id)))))
    pinged.dispose()
    return found


def reflected() -> list[str]:
    metadata = MetaData()
    metadata.reflect(engine)
    return sorted(metadata.tables)[:3]


def inspected() -> list[int]:
    """Schema questions, one a table."""
    inspector = inspect(engine)
    return [len(inspector.get_columns(name)) for name in inspector.get_table_names()]


REUSED = (Expect("NPG008", None),)
CASES = (
    positive(
        "sa_setting_in_a_helper",
        run=setting_in_a_helper,
        fixed=setting_fixed,
        expect=REUSED,
    ),
    positive(
        "sa_setting_each_row", run=setting_each_row, fixed=setting_fixed, expect=REUSED
    ),
    positive(
        "sa_total_each_row",
        run=total_each_row,
        fixed=total_each_row_fixed,
        expect=REUSED,
    ),
    positive(
        "sa_text_each_row",
        run=text_each_row,
        fixed=text_each_row_fixed,
        expect=(Expect("NPG008", None, also=("NPG009",)),),
    ),
    silent("sa_polled", run=polled),
    silent("sa_polled_while", run=polled_while),
    silent("sa_retried", run=retried),
    silent("sa_asked_once_then_kept", run=asked_once_then_kept),
    silent("sa_before_and_after", run=before_and_after),
    silent("sa_pages_by_offset", run=pages_by_offset, grows=True),
    silent("sa_pages_by_key", run=pages_by_key, grows=True),
    silent("sa_server_side_batches", run=server_side_batches),
    silent("sa_two_shards", run=two_shards),
    silent("sa_pinged_pool", run=pinged_pool),
    silent("sa_reflected", run=reflected),
    silent("sa_inspected", run=inspected),
)
