"""Rows fetched by their key, one statement each."""

from __future__ import annotations

from functools import partial

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Line, Setting
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="keyed", populate=populate)
silent = partial(Case, kind="silent", topic="keyed", populate=populate)


def wanted(session: OrmSession) -> list[int]:
    return list(session.scalars(select(Author.id).order_by(Author.id)))


def names_of(session: OrmSession, ids: list[int]) -> list[str]:
    found = session.scalars(select(Author).where(Author.id.in_(ids)))
    by_id = {author.id: author.name for author in found}
    return [by_id[key] for key in ids]


def keyed_fixed() -> list[str]:
    with Session() as session:
        return names_of(session, wanted(session))


def session_get() -> list[str]:
    with Session() as session:
        names = []
        for key in wanted(session):  # loop: sa_session_get
            author = session.get(Author, key)  # blame: sa_session_get
            names.append(author.name)
        return names


def get_beside_a_row() -> list[str]:
    with Session() as session:
        lines = []
        for book in session.scalars(select(Book)).all():  # loop: sa_get_beside_a_row
            author = session.get(Author, book.author_id)  # blame: sa_get_beside_a_row
            lines.append(f"{book.title} by {author.name}")
        return lines


def get_beside_a_row_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(joinedload(Book.author)))
        return [f"{book.title} by {book.author.name}" for book in books]


def select_one() -> list[str]:
    with Session() as session:
        return [
            session.scalars(  # blame: sa_select_one
                select(Author.name).where(Author.id == key)
            ).one()
            for key in wanted(session)  # loop: sa_select_one
        ]


def author_by_id(session: OrmSession, key: int) -> Author | None:
    query = select(Author).where(Author.id == key)
    return session.execute(query).scalar_one_or_none()  # blame: sa_select_in_a_helper


def select_in_a_helper() -> list[str]:
    with Session() as session:
        names = []
        for key in wanted(session):  # loop: sa_select_in_a_helper
            author = author_by_id(session, key)
            if author is not None:
                names.append(author.name)
        return names


def greeting(session: OrmSession, key: int) -> str:
    author = session.get(Author, key)  # blame: sa_get_in_a_helper_that_does_more
    return f"Dear {author.name}"


def get_in_a_helper_that_does_more() -> list[str]:
    with Session() as session:
        keys = wanted(session)
        return [
            greeting(session, key)
            for key in keys  # loop: sa_get_in_a_helper_that_does_more
        ]


def greetings_fixed() -> list[str]:
    with Session() as session:
        return [f"Dear {name}" for name in names_of(session, wanted(session))]


def own_session_each_round() -> list[str]:
    with Session() as session:
        keys = wanted(session)
    names = []
    for key in keys:  # loop: sa_own_session_each_round
        with Session() as session:
            names.append(
                session.get(Author, key).name  # blame: sa_own_session_each_round
            )
    return names


def numbers_of_written_out_choices() -> list[int]:
    with Session() as session:
        asked = select(func.count(Book.id))
        return [
            session.scalar(asked.where(Book.title == title))
            for title in ("Book 1", "Book 2", "another")
        ]


def by_natural_key() -> list[int]:
    with Session() as session:
        names = session.scalars(select(Author.name)).all()
        keys = []
        for name in names:  # loop: sa_by_natural_key
            key = session.scalar(select(Author.id).where(Author.name == name))  # blame: sa_by_natural_key  # fmt: skip
            keys.append(key)
        return keys


def by_natural_key_fixed() -> list[int]:
    with Session() as session:
        names = session.scalars(select(Author.name)).all()
        found = session.execute(
            select(Author.name, Author.id).where(Author.name.in_(names))
        )
        keys = dict(found.all())
        return [keys[name] for name in names]


def composite_key() -> list[int]:
    with Session() as session:
        keys = session.execute(select(Line.invoice_id, Line.position)).all()
        prices = []
        for invoice, position in keys:  # loop: sa_composite_key
            line = session.get(Line, (invoice, position))  # blame: sa_composite_key
            prices.append(line.price)
        return prices


def composite_key_fixed() -> list[int]:
    with Session() as session:
        keys = [
            tuple(k) for k in session.execute(select(Line.invoice_id, Line.position))
        ]
        pair = tuple_(Line.invoice_id, Line.position)
        lines = session.scalars(select(Line).where(pair.in_(keys)))
        prices = {(line.invoice_id, line.position): line.price for line in lines}
        return [prices[key] for key in keys]


def two_conditions() -> list[int]:
    with Session() as session:
        ids = session.scalars(select(Line.invoice_id).distinct()).all()
        firsts = []
        for invoice in ids:  # loop: sa_two_conditions
            query = select(Line.price).where(
                and_(Line.invoice_id == invoice, Line.position == 1)
            )
            firsts.append(session.execute(query).scalar_one())  # blame: sa_two_conditions  # fmt: skip
        return firsts


def two_conditions_fixed() -> list[int]:
    with Session() as session:
        ids = session.scalars(select(Line.invoice_id).distinct()).all()
        query = select(Line.invoice_id, Line.price).where(Line.invoice_id.in_(ids))
        found = dict(session.execute(query.where(Line.position == 1)).all())
        return [found[invoice] for invoice in ids]


def merged() -> list[str]:
    """An import: each merge first looks its row up."""
    with Session() as session:
        changes = [(key, f"renamed {key}") for key in wanted(session)]
        names = []
        with session.no_autoflush:
            for key, name in changes:  # loop: sa_merged
                author = session.merge(Author(id=key, name=name))  # blame: sa_merged
                names.append(author.name)
        session.rollback()
        return names


def merged_fixed() -> list[str]:
    with Session() as session:
        changes = [(key, f"renamed {key}") for key in wanted(session)]
        keys = [key for key, _ in changes]
        found = session.scalars(select(Author).where(Author.id.in_(keys)))
        by_id = {author.id: author for author in found}
        for key, name in changes:
            by_id[key].name = name
        names = [by_id[key].name for key in keys]
        session.rollback()
        return names


def a_queue() -> list[str]:
    with Session() as session:
        waiting, names = wanted(session)[::-1], []
        while waiting:  # loop: sa_a_queue
            author = session.get_one(Author, waiting.pop())  # blame: sa_a_queue
            names.append(author.name)
        return names


def identity_map_hits() -> list[str]:
    with Session() as session:
        kept = session.scalars(select(Author)).all()
        return [session.get(Author, author.id).name for author in kept]


def several_by_name() -> str:
    """Constants looked up on lines of their own."""
    with Session() as session:
        tax = session.get(Setting, "tax")
        theme = session.get(Setting, "theme")
        zone = session.get(Setting, "zone")
        return f"{tax.value} {theme.value} {zone.value}"


def different_tables() -> str:
    with Session() as session:
        author = session.get(Author, 1)
        book = session.get(Book, 1)
        setting = session.get(Setting, "tax")
        return f"{author.name} {book.title} {setting.value}"


def in_one_statement() -> list[str]:
    with Session() as session:
        return names_of(session, wanted(session))


def by_chunks() -> list[str]:
    """Two keys a statement: for many rows still many statements, rightly."""
    with Session() as session:
        ids, names = wanted(session), []
        for start in range(0, len(ids), 2):
            names += names_of(session, ids[start : start + 2])
        return names


def missing_then_found() -> str:
    """One retry with another key."""
    with Session() as session:
        author = session.get(Author, -1)
        if author is None:
            author = session.get(Author, 1)
        return author.name


def merged_onto_loaded_rows() -> list[str]:
    with Session() as session:
        kept = session.scalars(select(Author)).all()
        merged_rows = [session.merge(Author(id=a.id, name=a.name)) for a in kept]
        names = [author.name for author in merged_rows]
        session.rollback()
        return names


def _in(*fix: str, **more: tuple[tuple[str, ...], ...]) -> tuple[Expect, ...]:
    return (Expect("NPG004", None, fix=fix, **more),)


BY_ID = _in("Author.id.in_(")
BESIDE = _in("Author.id.in_(", any_of=(("joinedload(Book.author)",),))
COMPOSITE = _in("tuple_(Line.invoice_id, Line.position).in_(")
CASES = (
    positive("sa_session_get", run=session_get, fixed=keyed_fixed, expect=BY_ID),
    positive(
        "sa_get_beside_a_row",
        run=get_beside_a_row,
        fixed=get_beside_a_row_fixed,
        expect=BESIDE,
    ),
    positive("sa_select_one", run=select_one, fixed=keyed_fixed, expect=BY_ID),
    positive(
        "sa_select_in_a_helper", run=select_in_a_helper, fixed=keyed_fixed, expect=BY_ID
    ),
    positive(
        "sa_by_natural_key",
        run=by_natural_key,
        fixed=by_natural_key_fixed,
        expect=_in("Author.name.in_("),
    ),
    positive(
        "sa_composite_key",
        run=composite_key,
        fixed=composite_key_fixed,
        expect=COMPOSITE,
    ),
    positive(
        "sa_two_conditions",
        run=two_conditions,
        fixed=two_conditions_fixed,
        expect=_in("Line.invoice_id.in_("),
    ),
    positive("sa_merged", run=merged, fixed=merged_fixed, expect=BY_ID),
    positive("sa_a_queue", run=a_queue, fixed=keyed_fixed, expect=BY_ID),
    positive(
        "sa_get_in_a_helper_that_does_more",
        run=get_in_a_helper_that_does_more,
        fixed=greetings_fixed,
        expect=BY_ID,
    ),
    positive(
        "sa_own_session_each_round",
        run=own_session_each_round,
        fixed=keyed_fixed,
        expect=BY_ID,
    ),
    silent("sa_numbers_of_written_out_choices", run=numbers_of_written_out_choices),
    silent("sa_identity_map_hits", run=identity_map_hits),
    silent("sa_several_by_name", run=several_by_name),
    silent("sa_different_tables", run=different_tables),
    silent("sa_in_one_statement", run=in_one_statement),
    silent("sa_by_chunks", run=by_chunks, grows=True),
    silent("sa_missing_then_found", run=missing_then_found),
    silent("sa_merged_onto_loaded_rows", run=merged_onto_loaded_rows),
)
