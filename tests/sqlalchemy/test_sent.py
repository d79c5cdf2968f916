from __future__ import annotations

import pytest
from sqlalchemy import (
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from tests.sqlalchemy.models import Author, Book, Country, Event, Note, Tag, book_tag
from tests.sqlalchemy.watching import found, only, pasted, statements

IDS = (1, 2, 3)


def get(session: Session) -> None:
    for key in IDS:
        session.get(Author, key)


def select_one(session: Session) -> None:
    for key in IDS:
        session.scalars(select(Author).where(Author.id == key)).one()


def select_many(session: Session) -> None:
    for key in IDS:
        session.scalars(select(Book).where(Book.author_id == key, Book.id > 0)).all()


def select_columns(session: Session) -> None:
    for key in IDS:
        session.execute(select(Author.name).where(Author.id == key)).scalar_one()


def composite(session: Session) -> None:
    pairs = [(1, 2), (2, 4), (3, 6)]
    columns = book_tag.c
    for book, tag in pairs:
        query = select(columns.book_id).where(
            columns.book_id == book, columns.tag_id == tag
        )
        session.execute(query).first()


def query_first(session: Session) -> None:
    for key in IDS:
        session.query(Author).filter_by(id=key).first()


def count(session: Session) -> None:
    for key in IDS:
        session.scalar(select(func.count()).where(Book.author_id == key))


def query_count(session: Session) -> None:
    for key in IDS:
        session.query(Book).filter(Book.author_id == key).count()


def check(session: Session) -> None:
    for key in IDS:
        session.scalar(select(exists().where(Book.author_id == key)))


def dynamic(session: Session) -> None:
    for author in session.scalars(select(Author)).all():
        author.events.all()


def dynamic_filter(session: Session) -> None:
    for author in session.scalars(select(Author)).all():
        author.events.filter(Event.year > 2000).all()


def write_only(session: Session) -> None:
    for author in session.scalars(select(Author)).all():
        session.scalars(author.notes.select()).all()


def refresh(session: Session) -> None:
    for author in session.scalars(select(Author)).all():
        session.refresh(author)


def merge(session: Session) -> None:
    with session.no_autoflush:
        for key in IDS:
            session.merge(Author(id=key, name="x"))
    session.rollback()


def same(session: Session) -> None:
    for _ in IDS:
        session.execute(select(Tag.name).where(Tag.id == 2)).first()


def raw(session: Session) -> None:
    query = text("SELECT name FROM author WHERE id = :id")
    for key in IDS:
        session.execute(query, {"id": key})


def driver(session: Session) -> None:
    connection = session.connection()
    for key in IDS:
        connection.exec_driver_sql("SELECT name FROM author WHERE id = ?", (key,))


def insert_each(session: Session) -> None:
    for key in IDS:
        session.execute(insert(Country).values(name=f"new {key}"))


def update_each(session: Session) -> None:
    for key in IDS:
        query = update(Author).where(Author.id == key).values(name=f"new {key}")
        session.execute(query)


def update_same(session: Session) -> None:
    for key in IDS:
        session.execute(update(Author).where(Author.id == key).values(name="new"))


def delete_each(session: Session) -> None:
    for key in IDS:
        session.execute(delete(Event).where(Event.author_id == key))


POSITIVES = [
    (get, "get-per-row", "select(Author).where(Author.id.in_(IDS))"),
    (select_one, "get-per-row", "author_by_id[key]"),
    (
        select_many,
        "get-per-row",
        "books_by_author_id.get(key, [])",
    ),
    (
        select_columns,
        "get-per-row",
        "name_by_id[key]",
    ),
    (
        composite,
        "get-per-row",
        "tuple_(book_tag.c.book_id, book_tag.c.tag_id).in_(",
    ),
    (query_first, "get-per-row", "author_by_id.get(key)"),
    (count, "aggregate-per-row", "group_by(Book.author_id)"),
    (query_count, "aggregate-per-row", "query(Book.author_id, func.count())"),
    (check, "aggregate-per-row", "select(Book.author_id).where(Book.author_id.in_("),
    (
        dynamic,
        "lazy-collection",
        "session.query(Event).filter(Event.author_id.in_([author.id for author in",
    ),
    (
        dynamic_filter,
        "get-per-row",
        ".filter(Event.year > 2000)",
    ),
    (
        write_only,
        "get-per-row",
        "select(Note).where(Note.author_id.in_([author.id for author in",
    ),
    (refresh, "get-per-row", "execution_options(populate_existing=True)"),
    (merge, "get-per-row", "known_authors = session.scalars(select(Author).where("),
    (same, "repeated-query", "result = session.execute(select(Tag.name)"),
    (raw, "raw-sql-per-row", "IN :ids"),
    (driver, "raw-sql-per-row", "WHERE id IN ({marks})"),
    (
        insert_each,
        "write-per-row",
        "session.execute(insert(Country), rows)",
    ),
    (update_each, "write-per-row", "session.execute(update(Author), rows)"),
    (update_same, "write-per-row", "update(Author).where(Author.id.in_("),
    (
        delete_each,
        "write-per-row",
        "delete(Event).where(Event.author_id.in_(",
    ),
]


@pytest.mark.parametrize(
    ("code", "kind", "fix"), POSITIVES, ids=[case[0].__name__ for case in POSITIVES]
)
def test_a_statement_for_each_row(
    session: Session, code: object, kind: str, fix: str
) -> None:
    finding = only(code, session)  # type: ignore[arg-type]
    assert finding.kind == kind
    assert fix in finding.advice.code
    assert finding.loop is not None
    assert finding.blame.function == code.__name__  # type: ignore[attr-defined]


def together(session: Session) -> None:
    session.scalars(select(Author).where(Author.id.in_(IDS))).all()
    session.execute(select(Book.author_id, func.count()).group_by(Book.author_id)).all()
    session.execute(update(Author), [{"id": key, "name": "x"} for key in IDS])
    session.execute(insert(Country), [{"name": "x"} for _ in IDS])


def chunks(session: Session) -> None:
    for start in (1, 3, 5):
        keys = [start, start + 1]
        session.scalars(select(Book).where(Book.id.in_(keys))).all()
        pair = tuple_(book_tag.c.book_id, book_tag.c.tag_id)
        session.execute(
            select(book_tag).where(pair.in_([(start, 2), (start, 3)]))
        ).all()


def pages(session: Session) -> None:
    for offset in (0, 2, 4):
        session.scalars(select(Book).order_by(Book.id).limit(2).offset(offset)).all()
    last = 0
    while True:
        query = select(Book).where(Book.id > last).order_by(Book.id).limit(2)
        page = session.scalars(query).all()
        if not page:
            break
        last = page[-1].id


def polling(session: Session) -> None:
    waits = 0
    while session.scalar(select(Author.name).where(Author.id == 1)) and waits < 3:
        waits += 1


def identity_map(session: Session) -> None:
    authors = session.scalars(select(Author)).all()
    for author in authors:
        session.get(Author, author.id)


def tables(session: Session) -> None:
    for model in (Author, Book, Event, Note):
        session.scalar(select(func.count()).select_from(model))


def choices(session: Session) -> None:
    for name in ("tag 1", "tag 2", "other"):
        session.scalar(select(func.count(Tag.id)).where(Tag.name == name))


def lines(session: Session) -> None:
    session.get(Tag, 2)
    session.get(Tag, 3)
    session.get(Tag, 4)


@pytest.mark.parametrize(
    "code", [together, chunks, pages, polling, identity_map, tables, choices, lines]
)
def test_what_repeats_for_a_reason_is_silent(session: Session, code: object) -> None:
    assert found(code, session) == []  # type: ignore[arg-type]


def latest(session: Session) -> list[int | None]:
    found = []
    for key in IDS:
        query = select(Event.year).where(Event.author_id == key)
        found.append(session.scalar(query.order_by(Event.year.desc()).limit(1)))
    return found


RUNNABLE = [case[0] for case in POSITIVES] + [latest]


@pytest.mark.parametrize("code", RUNNABLE, ids=[code.__name__ for code in RUNNABLE])
def test_the_code_of_the_advice_runs_with_one_statement(
    session: Session, code: object
) -> None:
    finding = only(code, session)  # type: ignore[arg-type]
    session.rollback()
    session.expunge_all()
    space = {
        **globals(),
        "session": session,
        "connection": session.connection(),
        "ids": [1, 2, 3],
        "author_ids": [1, 2, 3],
    }

    def run(session: Session) -> None:
        exec(finding.advice.code, space)

    if finding.advice.patch:
        run = pasted(code, finding, {"bindparam": bindparam})  # type: ignore[arg-type]
    # These ask for their rows as well.
    of_rows = code in (dynamic, dynamic_filter, write_only, refresh)
    assert statements(run, session) == (2 if of_rows else 1)
    session.rollback()


def test_the_first_of_several_rows_is_kept(session: Session) -> None:
    session.add(Event(year=1999, author_id=1))
    session.flush()
    mended = pasted(latest, only(latest, session), {})
    assert mended(session) == latest(session) == [2021, 2022, 2023]
