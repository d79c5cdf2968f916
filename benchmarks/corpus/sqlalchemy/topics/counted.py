"""Counts, sums and existence checks, one statement a row."""

from __future__ import annotations

from functools import partial

from sqlalchemy import exists, func, select

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Event, Group, Membership
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="counted", populate=populate)
silent = partial(Case, kind="silent", topic="counted", populate=populate)


def counts() -> dict[str, int]:
    with Session() as session:
        totals = {}
        for author in session.scalars(select(Author)).all():  # loop: sa_counts
            query = select(func.count()).where(Book.author_id == author.id)
            totals[author.name] = session.scalar(query)  # blame: sa_counts
        return totals


def counts_fixed() -> dict[str, int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        query = select(Book.author_id, func.count()).group_by(Book.author_id)
        found = dict(session.execute(query).all())
        return {author.name: found.get(author.id, 0) for author in authors}


def counts_of_a_subquery() -> list[int]:
    with Session() as session:
        totals = []
        for author in session.scalars(select(Author)).all():  # loop: sa_counts_of_a_subquery  # fmt: skip
            theirs = select(Book).where(Book.author_id == author.id)
            counted = select(func.count()).select_from(theirs.subquery())
            totals.append(session.execute(counted).scalar_one())  # blame: sa_counts_of_a_subquery  # fmt: skip
        return totals


def counts_of_a_subquery_fixed() -> list[int]:
    return list(counts_fixed().values())


def sums() -> list[int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        return [
            session.scalar(  # blame: sa_sums
                select(func.sum(Event.year)).where(Event.author_id == author.id)
            )
            for author in authors  # loop: sa_sums
        ]


def sums_fixed() -> list[int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        query = select(Event.author_id, func.sum(Event.year)).group_by(Event.author_id)
        found = dict(session.execute(query).all())
        return [found[author.id] for author in authors]


def latest() -> list[int]:
    with Session() as session:
        years = []
        for key in session.scalars(select(Author.id)).all():  # loop: sa_latest
            newest = select(func.max(Event.year)).where(Event.author_id == key)
            years.append((key, session.execute(newest).scalar()))  # blame: sa_latest
        return years


def latest_fixed() -> list[int]:
    with Session() as session:
        newest = select(Event.author_id, func.max(Event.year))
        return [tuple(r) for r in session.execute(newest.group_by(Event.author_id))]


def exists_for_each() -> list[str]:
    with Session() as session:
        writers = []
        for author in session.scalars(select(Author)).all():  # loop: sa_exists_for_each
            check = select(exists().where(Book.author_id == author.id))
            if session.scalar(check):  # blame: sa_exists_for_each
                writers.append(author.name)
        return writers


def exists_for_each_fixed() -> list[str]:
    with Session() as session:
        query = select(Author.name).where(Author.books.any())
        return list(session.scalars(query))


def membership_checks() -> list[int]:
    """`x in relation` by hand: is this author in that group?"""
    with Session() as session:
        group = session.scalars(select(Group).order_by(Group.id)).first()
        found = []
        for key in session.scalars(select(Author.id)).all():  # loop: sa_membership_checks  # fmt: skip
            query = select(Membership.role).where(
                Membership.author_id == key, Membership.group_id >= group.id
            )
            if session.execute(query).first() is not None:  # blame: sa_membership_checks  # fmt: skip
                found.append(f"author {key}")
        return found


def membership_checks_fixed() -> list[int]:
    with Session() as session:
        group = session.scalars(select(Group).order_by(Group.id)).first()
        ids = session.scalars(select(Author.id)).all()
        inside = select(Membership.author_id).where(
            Membership.author_id.in_(ids), Membership.group_id >= group.id
        )
        members = set(session.scalars(inside))
        return [f"author {key}" for key in ids if key in members]


def grouped() -> dict[int, int]:
    with Session() as session:
        query = select(Book.author_id, func.count()).group_by(Book.author_id)
        return dict(session.execute(query).all())


def a_dashboard() -> list[int]:
    """One count a table: different statements on lines of their own."""
    with Session() as session:
        authors = session.scalar(select(func.count()).select_from(Author))
        books = session.scalar(select(func.count()).select_from(Book))
        groups = session.scalar(select(func.count()).select_from(Group))
        return [bool(authors), bool(books), bool(groups)]


def a_dashboard_in_a_loop() -> list[str]:
    """A loop over tables, not over rows."""
    with Session() as session:
        lines = []
        for model in (Author, Book, Group, Event):
            total = session.scalar(select(func.count()).select_from(model))
            lines.append(f"{model.__name__}: {bool(total)}")
        return lines


def count_and_page() -> tuple[bool, list[str]]:
    with Session() as session:
        total = session.scalar(select(func.count()).select_from(Author))
        page = session.scalars(select(Author.name).order_by(Author.id).limit(2)).all()
        return bool(total), list(page)


def exists_once() -> bool:
    with Session() as session:
        return bool(session.scalar(select(exists().where(Book.author_id == 1))))


def _expect(*fix: str, **more: object) -> tuple[Expect, ...]:
    return (Expect("NPG005", None, fix=fix, **more),)


COUNTS = _expect("func.count(", "group_by(Book.author_id")
SUB_QUERY = _expect("func.count(", "group_by(")
EXISTS = _expect(
    "Book.author_id.in_(", any_of=((".any()",), ("exists()",), ("group_by(",))
)
MEMBER = _expect("Membership.author_id.in_(", also=("NPG004",))
CASES = (
    positive("sa_counts", run=counts, fixed=counts_fixed, expect=COUNTS),
    positive(
        "sa_counts_of_a_subquery",
        run=counts_of_a_subquery,
        fixed=counts_of_a_subquery_fixed,
        expect=SUB_QUERY,
    ),
    positive(
        "sa_sums",
        run=sums,
        fixed=sums_fixed,
        expect=_expect("func.sum(", "group_by(Event.author_id"),
    ),
    positive(
        "sa_latest",
        run=latest,
        fixed=latest_fixed,
        expect=_expect("func.max(", "group_by(Event.author_id"),
    ),
    positive(
        "sa_exists_for_each",
        run=exists_for_each,
        fixed=exists_for_each_fixed,
        expect=EXISTS,
    ),
    positive(
        "sa_membership_checks",
        run=membership_checks,
        fixed=membership_checks_fixed,
        expect=MEMBER,
    ),
    silent("sa_grouped", run=grouped),
    silent("sa_a_dashboard", run=a_dashboard),
    silent("sa_a_dashboard_in_a_loop", run=a_dashboard_in_a_loop),
    silent("sa_count_and_page", run=count_and_page),
    silent("sa_exists_once", run=exists_once),
)
