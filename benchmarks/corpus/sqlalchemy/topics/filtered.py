"""Part of a collection fetched parent by parent."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload, with_parent

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Event, Note
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="filtered", populate=populate)
silent = partial(Case, kind="silent", topic="filtered", populate=populate)


def dynamic_filter() -> list[str]:
    with Session() as session:
        names = []
        for author in session.scalars(select(Author)).all():  # loop: sa_dynamic_filter
            recent = author.events.filter(Event.year == 2025)
            names += [event.name for event in recent.all()]  # blame: sa_dynamic_filter
        return names


def dynamic_filter_fixed() -> list[str]:
    with Session() as session:
        ids = [author.id for author in session.scalars(select(Author))]
        recent = select(Event).where(Event.author_id.in_(ids), Event.year == 2025)
        return [
            event.name for event in session.scalars(recent.order_by(Event.author_id))
        ]


def dynamic_rows() -> list[tuple[str, list[str]]]:
    with Session() as session:
        found = []
        for author in session.scalars(select(Author)).all():  # loop: sa_dynamic_rows
            names = [event.name for event in author.events]  # blame: sa_dynamic_rows
            found.append((author.name, names))
        return found


def events_by_author(session: Session) -> dict[int, list[Event]]:
    ids = session.scalars(select(Author.id)).all()
    query = select(Event).where(Event.author_id.in_(ids)).order_by(Event.id)
    found: dict[int, list[Event]] = {key: [] for key in ids}
    for event in session.scalars(query):
        found[event.author_id].append(event)
    return found


def dynamic_rows_fixed() -> list[tuple[str, list[str]]]:
    with Session() as session:
        events = events_by_author(session)
        authors = session.scalars(select(Author)).all()
        return [(a.name, [event.name for event in events[a.id]]) for a in authors]


def dynamic_count() -> list[int]:
    with Session() as session:
        totals = []
        for author in session.scalars(select(Author)).all():  # loop: sa_dynamic_count
            totals.append((author.name, author.events.count()))  # blame: sa_dynamic_count  # fmt: skip
        return totals


def dynamic_count_fixed() -> list[tuple[str, int]]:
    with Session() as session:
        query = select(Event.author_id, func.count()).group_by(Event.author_id)
        totals = dict(session.execute(query).all())
        authors = session.scalars(select(Author))
        return [(author.name, totals.get(author.id, 0)) for author in authors]


def write_only() -> list[str]:
    with Session() as session:
        texts = []
        for author in session.scalars(select(Author)).all():  # loop: sa_write_only
            notes = session.scalars(author.notes.select())  # blame: sa_write_only
            texts += [note.text for note in notes]
        return texts


def write_only_fixed() -> list[str]:
    with Session() as session:
        ids = session.scalars(select(Author.id)).all()
        query = select(Note).where(Note.author_id.in_(ids)).order_by(Note.id)
        return [note.text for note in session.scalars(query)]


def filtered_select() -> dict[str, list[str]]:
    with Session() as session:
        shelf = {}
        for author in session.scalars(select(Author)).all():  # loop: sa_filtered_select
            query = select(Book).where(
                Book.author_id == author.id, Book.published.is_(True)
            )
            found = session.scalars(query).all()  # blame: sa_filtered_select
            shelf[author.name] = [book.title for book in found]
        return shelf


def filtered_select_fixed() -> dict[str, list[str]]:
    only = selectinload(Author.books.and_(Book.published.is_(True)))
    with Session() as session:
        authors = session.scalars(select(Author).options(only))
        return {
            author.name: [book.title for book in author.books] for author in authors
        }


def parented_select() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        return [
            book.title
            for author in authors  # loop: sa_parented_select
            for book in session.scalars(  # blame: sa_parented_select
                select(Book).where(with_parent(author, Author.books))
            )
        ]


def parented_select_fixed() -> list[str]:
    with Session() as session:
        ids = [author.id for author in session.scalars(select(Author))]
        query = select(Book).where(Book.author_id.in_(ids)).order_by(Book.author_id)
        return [book.title for book in session.scalars(query)]


def latest_of_each() -> list[str]:
    with Session() as session:
        names = []
        for author in session.scalars(select(Author)).all():  # loop: sa_latest_of_each
            newest = (
                select(Event.name)
                .where(Event.author_id == author.id)
                .order_by(Event.year.desc())
                .limit(1)
            )
            names.append(session.scalar(newest))  # blame: sa_latest_of_each
        return names


def latest_of_each_fixed() -> list[str]:
    rank = func.row_number().over(
        partition_by=Event.author_id, order_by=Event.year.desc()
    )
    ranked = select(Event.name, Event.author_id, rank.label("place")).subquery()
    with Session() as session:
        query = select(ranked.c.name).where(ranked.c.place == 1)
        return list(session.scalars(query.order_by(ranked.c.author_id)))


def dynamic_of_one() -> list[str]:
    with Session() as session:
        author = session.get(Author, 1)
        recent = [e.name for e in author.events.filter(Event.year == 2025)]
        return [*recent, str(author.events.count())]


def write_only_added() -> int:
    with Session() as session:
        author = session.get(Author, 1)
        for number in range(len(session.scalars(select(Author)).all())):
            author.notes.add(Note(text=f"added {number}"))
        session.commit()
        return 1


def both_halves() -> list[int]:
    """The same table asked twice, with other conditions, on lines of their own."""
    with Session() as session:
        out = session.scalars(select(Book.id).where(Book.published.is_(True))).all()
        kept = session.scalars(select(Book.id).where(Book.published.is_(False))).all()
        return [bool(out), bool(kept)]


def filtered_ahead() -> list[str]:
    only = selectinload(Author.books.and_(Book.id > 0))
    with Session() as session:
        authors = session.scalars(select(Author).options(only))
        return [book.title for author in authors for book in author.books]


def grouped_in_python() -> int:
    with Session() as session:
        return len(events_by_author(session))


EVENTS = Expect(
    "NPG006",
    None,
    fix=("Event.author_id.in_(",),
    also=("NPG002", "NPG004"),
)
RECENT = Expect(
    "NPG006",
    None,
    fix=("Event.author_id.in_(",),
    also=("NPG004",),
    any_of=(("selectinload(Author.events.and_(",),),
)
COUNTS = Expect(
    "NPG005", None, fix=("func.count(", "group_by(Event.author_id"), also=("NPG006",)
)
NOTES = Expect("NPG006", None, fix=("Note.author_id.in_(",), also=("NPG002", "NPG004"))
BOOKS = Expect(
    "NPG006",
    None,
    fix=("Book.author_id.in_(",),
    also=("NPG004",),
    any_of=(("selectinload(Author.books",),),
)
NEWEST = Expect(
    "NPG006",
    None,
    fix=("row_number()", "partition_by"),
    also=("NPG004",),
    any_of=(("Event.author_id.in_(",),),
)
CASES = (
    positive(
        "sa_dynamic_filter",
        run=dynamic_filter,
        fixed=dynamic_filter_fixed,
        expect=(RECENT,),
    ),
    positive(
        "sa_dynamic_rows", run=dynamic_rows, fixed=dynamic_rows_fixed, expect=(EVENTS,)
    ),
    positive(
        "sa_dynamic_count",
        run=dynamic_count,
        fixed=dynamic_count_fixed,
        expect=(COUNTS,),
    ),
    positive("sa_write_only", run=write_only, fixed=write_only_fixed, expect=(NOTES,)),
    positive(
        "sa_filtered_select",
        run=filtered_select,
        fixed=filtered_select_fixed,
        expect=(BOOKS,),
    ),
    positive(
        "sa_parented_select",
        run=parented_select,
        fixed=parented_select_fixed,
        expect=(BOOKS,),
    ),
    positive(
        "sa_latest_of_each",
        run=latest_of_each,
        fixed=latest_of_each_fixed,
        expect=(NEWEST,),
    ),
    silent("sa_dynamic_of_one", run=dynamic_of_one),
    silent("sa_write_only_added", run=write_only_added),
    silent("sa_both_halves", run=both_halves),
    silent("sa_filtered_ahead", run=filtered_ahead),
    silent("sa_grouped_in_python", run=grouped_in_python),
)
