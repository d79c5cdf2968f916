"""Parents asked one by one for their rows."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Manager, Publisher
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="collections", populate=populate)


def one_to_many() -> list[tuple[str, list[str]]]:
    shelf = []
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_one_to_many
        for author in authors:  # loop: sa_one_to_many
            titles = [b.title for b in author.books]  # blame: sa_one_to_many
            shelf.append((author.name, titles))
    return shelf


def one_to_many_fixed() -> list[tuple[str, list[str]]]:
    with Session() as session:
        authors = session.scalars(select(Author).options(selectinload(Author.books)))
        return [(author.name, [b.title for b in author.books]) for author in authors]


def inner_for() -> list[str]:
    titles = []
    with Session() as session:
        for author in session.scalars(  # loop: sa_inner_for
            select(Author).where(Author.score > 0)  # origin: sa_inner_for
        ).all():
            for book in author.books:  # blame: sa_inner_for
                titles.append(book.title)
    return titles


def inner_for_fixed() -> list[str]:
    query = select(Author).options(selectinload(Author.books)).where(Author.score > 0)
    with Session() as session:
        return [book.title for a in session.scalars(query) for book in a.books]


def two_level_comprehension() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_two_level_comprehension  # fmt: skip
        return [
            book.title
            for author in authors  # loop: sa_two_level_comprehension
            for book in author.books  # blame: sa_two_level_comprehension
        ]


def many_to_many() -> dict[str, list[str]]:
    with Session() as session:
        books = session.scalars(select(Book).order_by(Book.title))  # origin: sa_many_to_many  # fmt: skip
        return {
            book.title: [tag.name for tag in book.tags]  # blame: sa_many_to_many
            for book in books  # loop: sa_many_to_many
        }


def many_to_many_fixed() -> dict[str, list[str]]:
    query = select(Book).options(selectinload(Book.tags)).order_by(Book.title)
    with Session() as session:
        return {b.title: [tag.name for tag in b.tags] for b in session.scalars(query)}


def counted_in_python() -> list[int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_counted_in_python
        totals = []
        for author in authors:  # loop: sa_counted_in_python
            totals.append(len(author.books))  # blame: sa_counted_in_python
        return totals


def counted_in_python_fixed() -> list[int]:
    with Session() as session:
        authors = session.scalars(select(Author).options(selectinload(Author.books)))
        return [len(author.books) for author in authors]


def any_in_the_condition() -> list[str]:
    with Session() as session:
        houses = session.scalars(select(Publisher)).all()  # origin: sa_any_in_the_condition  # fmt: skip
        busy = []
        for house in houses:  # loop: sa_any_in_the_condition
            if any(book.published for book in house.books):  # blame: sa_any_in_the_condition  # fmt: skip
                busy.append(house.name)
        return [f"{len(houses)} houses", *busy]


def any_in_the_condition_fixed() -> list[str]:
    query = select(Publisher).options(selectinload(Publisher.books))
    with Session() as session:
        houses = session.scalars(query).all()
        busy = [h.name for h in houses if any(book.published for book in h.books)]
        return [f"{len(houses)} houses", *busy]


def active_authors(session: OrmSession, least: int = 0) -> list[Author]:
    query = select(Author).where(Author.score >= least)  # origin: sa_query_elsewhere
    return list(session.scalars(query.order_by(Author.name)))


def reviews_by(author: Author) -> int:
    total = 0
    for book in author.books:  # blame: sa_query_elsewhere
        total += book.review_total
    return total


def query_elsewhere() -> dict[str, int]:
    with Session() as session:
        found = {}
        for author in active_authors(session, least=1):  # loop: sa_query_elsewhere
            found[author.name] = reviews_by(author)
        return found


def query_elsewhere_fixed() -> dict[str, int]:
    query = select(Author).options(selectinload(Author.books)).order_by(Author.name)
    with Session() as session:
        return {author.name: reviews_by(author) for author in session.scalars(query)}


def sub_class_collection() -> list[tuple[str, int]]:
    with Session() as session:
        managers = session.scalars(select(Manager)).all()  # origin: sa_sub_class_collection  # fmt: skip
        return [
            (m.name, len(m.projects))  # blame: sa_sub_class_collection
            for m in managers  # loop: sa_sub_class_collection
        ]


def sub_class_collection_fixed() -> list[tuple[str, int]]:
    with Session() as session:
        query = select(Manager).options(selectinload(Manager.projects))
        return [(m.name, len(m.projects)) for m in session.scalars(query)]


def paged_parents() -> list[tuple[str, list[str]]]:
    """A page of parents: a joined collection would be cut by the LIMIT."""
    with Session() as session:
        page = session.scalars(
            select(Author).order_by(Author.id).limit(20)  # origin: sa_paged_parents
        ).all()
        lines = []
        for author in page:  # loop: sa_paged_parents
            lines.append((author.name, [b.title for b in author.books]))  # blame: sa_paged_parents  # fmt: skip
        return lines


def _expect(relation: str) -> tuple[Expect, ...]:
    return (Expect("NPG002", relation, fix=(f"selectinload({relation})",)),)


BOOKS = _expect("Author.books")
COUNTED = Expect(
    "NPG002",
    "Author.books",
    fix=("selectinload(Author.books)",),
    any_of=(("func.count(", "group_by("),),
    also=("NPG005",),
)
ANY = Expect(
    "NPG002",
    "Publisher.books",
    fix=("selectinload(Publisher.books)",),
    any_of=((".any(",),),
    also=("NPG005",),
)
CASES = (
    positive("sa_one_to_many", run=one_to_many, fixed=one_to_many_fixed, expect=BOOKS),
    positive("sa_inner_for", run=inner_for, fixed=inner_for_fixed, expect=BOOKS),
    positive(
        "sa_two_level_comprehension",
        run=two_level_comprehension,
        fixed=inner_for_fixed,
        expect=BOOKS,
    ),
    positive(
        "sa_many_to_many",
        run=many_to_many,
        fixed=many_to_many_fixed,
        expect=_expect("Book.tags"),
    ),
    positive(
        "sa_counted_in_python",
        run=counted_in_python,
        fixed=counted_in_python_fixed,
        expect=(COUNTED,),
    ),
    positive(
        "sa_any_in_the_condition",
        run=any_in_the_condition,
        fixed=any_in_the_condition_fixed,
        expect=(ANY,),
    ),
    positive(
        "sa_query_elsewhere",
        run=query_elsewhere,
        fixed=query_elsewhere_fixed,
        expect=BOOKS,
    ),
    positive(
        "sa_sub_class_collection",
        run=sub_class_collection,
        fixed=sub_class_collection_fixed,
        expect=_expect("Manager.projects"),
    ),
    positive(
        "sa_paged_parents", run=paged_parents, fixed=one_to_many_fixed, expect=BOOKS
    ),
)
