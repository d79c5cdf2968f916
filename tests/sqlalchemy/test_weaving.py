"""Loops rewritten as a whole: pasted, each gives the same with fewer statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

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
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from nplusone_guard.report.patch import patch_for
from tests.sqlalchemy.models import Author, Book, Country, Event, Note, Tag
from tests.sqlalchemy.watching import found, only, pasted, statements

Code = Callable[[Session], Any]


# What a patch imports, and the code alone does not.
NAMES = {"tuple_": tuple_, "bindparam": bindparam, "defaultdict": defaultdict}


def in_three_lines(session: Session) -> Any:
    titles = {}
    for author in session.execute(select(Author)).scalars():
        asked = select(Book).where(Book.author_id == author.id).where(Book.id > 0)
        result = session.execute(asked)
        titles[author.name] = sorted(book.title for book in result.scalars().all())
    return titles


def _books_of(session: Session, author: Author) -> Any:
    asked = select(Book).where(Book.author_id == author.id).order_by(Book.id)
    result = session.execute(asked)
    return list(result.scalars().all())


def in_a_helper(session: Session) -> Any:
    authors = session.scalars(select(Author)).all()
    return {a.id: [book.title for book in _books_of(session, a)] for a in authors}


def whole_objects_compared(session: Session) -> Any:
    titles = []
    for author in session.scalars(select(Author)).all():
        mine = session.scalars(select(Book).where(Book.author == author))
        titles.append(sorted(book.title for book in mine))
    return titles


def rows_unpacked(session: Session) -> Any:
    lines = []
    for author in session.scalars(select(Author)).all():
        asked = select(Book.id, Book.title).where(Book.author_id == author.id)
        for key, title in session.execute(asked):
            lines.append((author.name, key, title))
    return sorted(lines)


def row_by_name(session: Session) -> Any:
    names = []
    for book in session.scalars(select(Book)).all():
        asked = select(Author.name, Author.id).where(Author.id == book.author_id)
        row = session.execute(asked).one()
        names.append((book.title, row.name, row.id))
    return names


def guarded_by_if(session: Session) -> Any:
    names = []
    for row in [{"id": 1}, {"other": 2}, {"id": 3}]:
        if "id" in row:
            author = session.query(Author).filter(Author.id == row["id"]).first()
            names.append(author.name if author else None)
    return names


def guarded_by_continue(session: Session) -> Any:
    names = []
    for row in [{"id": 1}, {}, {"id": 3}]:
        if not row.get("id"):
            continue
        names.append(session.query(Author).filter_by(id=row["id"]).one().name)
    return names


def get_or_create(session: Session) -> Any:
    made = []
    names = ["country 1", "new", "country 2", "new"]
    for name in names:
        country = session.query(Country).filter_by(name=name).first()
        if country is None:
            country = Country(name=name)
            session.add(country)
            made.append(name)
    return made


def counted_over_a_join(session: Session) -> Any:
    totals = {}
    for country in session.scalars(select(Country)).all():
        asked = select(func.count(Book.id)).join(Book.author)
        totals[country.name] = session.scalar(
            asked.where(Author.country_id == country.id)
        )
    return totals


def largest_or_nothing(session: Session) -> Any:
    largest = {}
    for key in (1, 2, 99):
        asked = select(func.coalesce(func.max(Book.id), 0))
        largest[key] = session.scalar(asked.where(Book.author_id == key))
    return largest


def checked(session: Session) -> Any:
    missing = []
    names = ["author 1", "author 2", "nobody"]
    for name in names:
        if not session.query(exists().where(Author.name == name)).scalar():
            missing.append(name)
    return missing


def checked_by_a_query(session: Session) -> Any:
    flags = []
    for key in (1, 2, 99):
        books = session.query(Book).filter_by(author_id=key).filter(Book.id > 1)
        flags.append(session.query(books.exists()).scalar())
    return flags


def asked_again(session: Session) -> Any:
    lines = []
    for author in session.scalars(select(Author)).all():
        last = session.query(func.max(Book.id)).scalar()
        lines.append((author.name, last))
    return lines


def key_of_two_columns(session: Session) -> Any:
    found = []
    # The first two rows share an author, which is half of the key all the same.
    for author_id, year in [(1, 2021), (1, 1999), (2, 2022), (3, 2023)]:
        event = session.scalar(
            select(Event).where(Event.author_id == author_id, Event.year == year)
        )
        found.append(event and event.year)
    return found


def table_of_another_name(session: Session) -> Any:
    books = Book.__table__
    titles = []
    for key in (1, 2, 3):
        asked = select(books.c.title).where(books.c.author_id == key)
        titles.append(sorted(session.execute(asked).scalars().all()))
    return titles


def _newest_first(query: Any) -> Any:
    return query.order_by(Book.id.desc())


def refined_elsewhere(session: Session) -> Any:
    books = session.scalars(_newest_first(select(Book)))
    return [book.author.name for book in books]


def text_one_row(session: Session) -> Any:
    names = []
    asked = text("SELECT name FROM author WHERE id = :key")
    for book in session.scalars(select(Book)).all():
        row = session.execute(asked, {"key": book.author_id}).one()
        names.append((book.title, row.name))
    return names


def text_many_rows(session: Session) -> Any:
    ids, titles = [9], []
    for row in session.execute(text("SELECT id, name FROM author")).all():
        found = session.execute(
            text("SELECT title FROM book WHERE author_id = :key ORDER BY title"),
            {"key": row.id},
        )
        titles.append((row.name, found.scalars().all()))
    return titles, ids


def driver_one_value(session: Session) -> Any:
    connection, names = session.connection(), []
    for key in (1, 2, 3):
        asked = "SELECT name FROM author WHERE id = ?"
        names.append(connection.exec_driver_sql(asked, (key,)).scalar_one())
    return names


def dynamic_in_an_order(session: Session) -> Any:
    years = {}
    for author in session.scalars(select(Author)).all():
        recent = author.events.filter(Event.year > 2000).order_by(Event.year.desc())
        years[author.id] = [event.year for event in recent.all()]
    return years


def dynamic_counted(session: Session) -> Any:
    authors = session.scalars(select(Author)).all()
    return [(author.id, author.events.count()) for author in authors]


def write_only_narrowed(session: Session) -> Any:
    found = {}
    for author in session.scalars(select(Author)).all():
        notes = session.scalars(author.notes.select().where(Note.id > 1))
        found[author.id] = [note.id for note in notes]
    return found


def refreshed(session: Session) -> Any:
    names = []
    for author in session.scalars(select(Author)).all():
        session.refresh(author)
        names.append(author.name)
    return names


# fmt: off
def refreshed_in_one_line(session: Session) -> Any:
    authors = session.scalars(select(Author)).all()
    for author in authors: session.refresh(author)  # noqa: E701
    return [author.name for author in authors]
# fmt: on


def in_a_helper_that_does_more(session: Session) -> Any:
    def line_of(asked: Session, book: Book, *, least: int = 0) -> str:
        author = asked.scalars(
            select(Author).where(Author.id == book.author_id, Author.id > least)
        ).one()
        return f"{book.title} by {author.name}"

    books = session.scalars(select(Book)).all()
    return [line_of(session, book) for book in books]


class _Store:
    model: Any

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, **wanted: Any) -> Any:
        return self.session.query(self.model).filter_by(**wanted).first()


class _Authors(_Store):
    model = Author


def found_by_words(session: Session) -> Any:
    store = _Authors(session)
    return [
        store.find(id=book.author_id).name for book in session.scalars(select(Book))
    ]


def own_session_each_round(session: Session) -> Any:
    engine, labels = session.get_bind(), []
    for key in (1, 2, 3):
        with Session(engine) as own:
            labels.append(own.get(Tag, key))
    return [label is None for label in labels]


def text_rows_as_tuples(session: Session) -> Any:
    lines = []
    for row in session.execute(text("SELECT id FROM author")).all():
        asked = text("SELECT id, title FROM book WHERE author_id = :key ORDER BY id")
        found = session.execute(asked, {"key": row.id}).all()
        lines.append([tuple(each) for each in found])
    return lines


def text_row_unpacked(session: Session) -> Any:
    lines = []
    for row in session.execute(text("SELECT author_id FROM book")).all():
        name, country = session.execute(
            text("SELECT name, country_id AS top FROM author WHERE id = :key"),
            {"key": row.author_id},
        ).one()
        lines.append((name, country))
    return lines


READS: list[Code] = [
    *(text_rows_as_tuples, text_row_unpacked),
    *(dynamic_in_an_order, dynamic_counted, write_only_narrowed, refreshed),
    refreshed_in_one_line,
    *(in_a_helper_that_does_more, found_by_words, own_session_each_round),
    *(text_one_row, text_many_rows, driver_one_value),
    *(key_of_two_columns, table_of_another_name),
    *(in_three_lines, in_a_helper, whole_objects_compared, rows_unpacked, row_by_name),
    *(guarded_by_if, guarded_by_continue, get_or_create, counted_over_a_join),
    *(largest_or_nothing, checked, checked_by_a_query, asked_again),
]


@pytest.mark.parametrize("code", READS, ids=[code.__name__ for code in READS])
def test_a_loop_that_asks_is_rewritten_as_a_whole(session: Session, code: Code) -> None:
    before = statements(code, session)
    session.rollback()
    session.expunge_all()
    finding = found(code, session)[0]
    session.rollback()
    slow = code(session)
    session.rollback()
    mended = pasted(code, finding, NAMES)
    assert mended(session) == slow
    session.rollback()
    session.expunge_all()
    assert statements(mended, session) < before


def test_what_goes_on_with_a_query_takes_the_option(session: Session) -> None:
    advice = only(refined_elsewhere, session).advice
    wanted = "query.order_by(Book.id.desc()).options(joinedload(Book.author))"
    assert advice.code == wanted
    assert wanted in patch_for(advice)


def insert_some(session: Session) -> None:
    for number in range(4):
        if number == 2:
            continue
        row = {"name": f"new {number}"}
        session.execute(insert(Country).values(**row))


def insert_with_values_beside(session: Session) -> None:
    for number in range(3):
        session.execute(insert(Country), {"name": f"new {number}"})


def insert_or_update(session: Session) -> None:
    for number in (1, 2, 99):
        asked = sqlite_insert(Country).values(id=number, name=f"new {number}")
        session.execute(
            asked.on_conflict_do_update(
                index_elements=["id"], set_={"name": asked.excluded.name}
            )
        )


def update_by_key(session: Session) -> None:
    for number in (1, 2):
        session.execute(
            update(Country).where(Country.id == number).values(name=f"new {number}")
        )


def update_some(session: Session) -> None:
    kept = []
    for number in (1, 2, 3):
        if number != 2:
            session.query(Country).filter(Country.id == number).update({"name": "same"})
        kept.append(number)


def delete_all(session: Session) -> None:
    for country in session.scalars(select(Country)).all():
        session.execute(delete(Country).where(Country.id == country.id))


def update_by_name(session: Session) -> None:
    for number in (1, 2):
        session.execute(
            update(Country)
            .where(Country.name == f"country {number}")
            .values(name=f"new {number}")
        )


def insert_or_update_in_steps(session: Session) -> None:
    for number in (1, 2, 99):
        asked = sqlite_insert(Country).values(id=number, name=f"new {number}")
        asked = asked.on_conflict_do_update(
            index_elements=["id"], set_={"name": asked.excluded.name}
        )
        session.execute(asked)


def text_inserts(session: Session) -> None:
    asked = text("INSERT INTO country (id, name) VALUES (:id, :name)")
    for number in (97, 98, 99):
        session.execute(asked, {"id": number, "name": f"new {number}"})


def text_updates(session: Session) -> None:
    asked = text("UPDATE country SET name = 'same' WHERE id = :id")
    for number in (1, 2):
        session.execute(asked, {"id": number})


def text_deletes(session: Session) -> None:
    for number in (1, 2):
        session.execute(text("DELETE FROM country WHERE id = :id"), {"id": number})


def checked_then_added(session: Session) -> None:
    names = ["country 1", "new 1", "new 1", "new 2"]
    for name in names:
        if not session.scalar(select(exists().where(Country.name == name))):
            session.add(Country(name=name))
            session.flush()


def skipped_or_added(session: Session) -> None:
    names = ["country 1", "new 1", "new 1", "new 2"]
    for name in names:
        if session.query(exists().where(Country.name == name)).scalar():
            continue
        session.execute(insert(Country).values(name=name))


def flushed_by_a_helper(session: Session) -> None:
    def keep(asked: Session, name: str) -> Country:
        country = Country(name=name)
        asked.add(country)
        asked.flush()
        return country

    names = ["new 1", "new 2"]
    for name in names:
        keep(session, name)


def flushed_for_its_key(session: Session) -> None:
    def keep(asked: Session, name: str) -> int:
        country = Country(name=name)
        asked.add(country)
        asked.flush()
        return country.id

    names = ["new 1", "new 2"]
    for name in names:
        keep(session, name)


def test_a_helper_leaves_its_flush_to_the_loop(session: Session) -> None:
    finding = only(flushed_by_a_helper, session)
    slow = _names(session)
    session.rollback()
    mended = pasted(flushed_by_a_helper, finding, NAMES)
    assert found(mended, session) == []
    assert _names(session) == slow
    session.rollback()
    assert only(flushed_for_its_key, session).advice.patch == ""


ADDS: list[Code] = [checked_then_added, skipped_or_added]


@pytest.mark.parametrize("code", ADDS, ids=[code.__name__ for code in ADDS])
def test_what_a_loop_adds_is_known_to_its_later_rounds(
    session: Session, code: Code
) -> None:
    finding = next(f for f in found(code, session) if f.kind == "aggregate-per-row")
    slow = _names(session)
    session.rollback()
    pasted(code, finding, NAMES)(session)
    assert _names(session) == slow


WRITES: list[Code] = [
    *(update_by_name, insert_or_update_in_steps),
    *(text_inserts, text_updates, text_deletes),
    *(insert_some, insert_with_values_beside, insert_or_update, update_by_key),
    *(update_some, delete_all),
]


def _names(session: Session) -> list[str]:
    return list(session.scalars(select(Country.name).order_by(Country.id)))


@pytest.mark.parametrize("code", WRITES, ids=[code.__name__ for code in WRITES])
def test_a_loop_that_writes_is_rewritten_as_a_whole(
    session: Session, code: Code
) -> None:
    finding = only(code, session)
    slow = _names(session)
    session.rollback()
    mended = pasted(code, finding, NAMES)
    assert statements(mended, session) <= 2
    assert _names(session) == slow


def insert_for_no_rows(session: Session) -> None:
    for name in session.info.get("names", ("new 1", "new 2")):
        session.execute(insert(Country).values(name=name))


def test_no_rows_insert_nothing(session: Session) -> None:
    mended = pasted(insert_for_no_rows, only(insert_for_no_rows, session), {})
    session.rollback()
    session.info["names"] = ()
    assert statements(mended, session) == 0


def condition_on_a_row(session: Session) -> None:
    for event in session.scalars(select(Event)).all():
        session.scalars(
            select(Book).where(Book.author_id == event.author_id, Book.id > event.year)
        ).all()


def get_or_create_in_a_helper(session: Session) -> None:
    def country_named(asked: Session, name: str) -> Country:
        country = asked.query(Country).filter_by(name=name).first()
        if country is None:
            country = Country(name=name)
            asked.add(country)
        return country

    names = ["country 1", "new", "new"]
    for name in names:
        country_named(session, name)


def refreshed_as_soon_as_made(session: Session) -> None:
    names = ["new 1", "new 2"]
    for name in names:
        country = Country(name=name)
        session.add(country)
        session.flush()
        session.refresh(country)


def test_what_was_made_in_the_round_is_not_asked_for_before(session: Session) -> None:
    advice = [finding.advice for finding in found(refreshed_as_soon_as_made, session)]
    assert [(each.patch, each.certainty) for each in advice] == [("", "unsure")] * 2


@pytest.mark.parametrize("code", [condition_on_a_row, get_or_create_in_a_helper])
def test_a_loop_that_cannot_be_told_in_whole_gets_no_patch(
    session: Session, code: Code
) -> None:
    assert [finding.advice.patch for finding in found(code, session)] == [""]
