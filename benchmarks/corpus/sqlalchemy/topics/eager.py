"""Relations loaded ahead, in each of the ORM's ways, and one way that is slow."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import (
    contains_eager,
    immediateload,
    joinedload,
    raiseload,
    selectinload,
    subqueryload,
)

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Review
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="eager", populate=populate)
silent = partial(Case, kind="silent", topic="eager", populate=populate)


def titles_of(option: object) -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author).options(option)).unique()
        return [book.title for author in authors for book in author.books]


def immediate() -> list[str]:
    """It loads at once, but still one statement a parent."""
    with Session() as session:
        query = select(Author).options(immediateload(Author.books))  # origin: sa_immediate  # fmt: skip
        authors = session.scalars(query).all()  # blame: sa_immediate
        return [book.title for author in authors for book in author.books]


def immediate_fixed() -> list[str]:
    return titles_of(selectinload(Author.books))


def select_in() -> list[str]:
    return titles_of(selectinload(Author.books).selectinload(Book.tags))


def joined() -> list[str]:
    return titles_of(joinedload(Author.books))


def sub_query() -> list[str]:
    return titles_of(subqueryload(Author.books).subqueryload(Book.reviews))


def mixed() -> list[str]:
    with Session() as session:
        query = select(Review).options(
            joinedload(Review.book).joinedload(Book.author).selectinload(Author.books)
        )
        return [review.book.author.name for review in session.scalars(query)]


def contained() -> list[str]:
    with Session() as session:
        query = select(Book).join(Book.author).options(contains_eager(Book.author))
        return [b.author.name for b in session.scalars(query.order_by(Author.name))]


def immediate_of_one() -> list[str]:
    with Session() as session:
        query = select(Author).options(immediateload(Author.books)).limit(1)
        return [book.title for book in session.scalars(query).one().books]


def raising() -> list[str]:
    with Session() as session:
        query = select(Book).options(raiseload(Book.author))
        lines = []
        for book in session.scalars(query):
            try:
                lines.append(book.author.name)
            except InvalidRequestError:
                lines.append(f"author {book.author_id}")
        return lines


def shared_parent() -> list[str]:
    """Many rows, one author: one lazy load, then the identity map."""
    with Session() as session:
        for book in session.scalars(select(Book)):
            book.author_id = 1
        session.commit()
        books = session.scalars(select(Book)).all()
        return [book.author.name for book in books]


def parents_already_there() -> list[str]:
    with Session() as session:
        kept = session.scalars(select(Author)).all()
        books = session.scalars(select(Book)).all()
        return [f"{book.author.name} of {bool(kept)}" for book in books]


def one_row_traversed() -> list[str]:
    with Session() as session:
        author = session.get(Author, 2)
        first = author.books[0]
        return [author.country.name, author.profile.bio, first.publisher.name]


def two_rows_by_hand() -> list[str]:
    """The same relation of two rows, on lines of their own."""
    with Session() as session:
        first = session.get(Book, 1)
        second = session.get(Book, 2)
        return [
            first.author.name,
            second.author.name,
        ]


def one_parents_children() -> list[str]:
    with Session() as session:
        author = session.get(Author, 2)
        return [book.title for book in author.books]


def columns_instead() -> list[tuple[str, str]]:
    with Session() as session:
        query = select(Book.title, Author.name).join(Book.author)
        return [tuple(row) for row in session.execute(query)]


def batches_with_select_in() -> list[str]:
    """Each batch of rows brings its own load of the relation."""
    with Session() as session:
        query = select(Author).options(selectinload(Author.books))
        found = session.scalars(query.execution_options(yield_per=2))
        return [book.title for author in found for book in author.books]


def partitions_with_select_in() -> list[str]:
    with Session() as session:
        query = select(Author).options(selectinload(Author.books))
        result = session.scalars(query, execution_options={"yield_per": 2})
        return [
            book.title
            for partition in result.partitions()
            for author in partition
            for book in author.books
        ]


def populated_after_the_fact() -> list[str]:
    """The rows were loaded plain; one more statement fills the relation."""
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        ids = [author.id for author in authors]
        query = select(Author).where(Author.id.in_(ids))
        session.scalars(query.options(selectinload(Author.books))).all()
        return [book.title for author in authors for book in author.books]


SLOW = Expect(
    "NPG002", "Author.books", loop="library", fix=("selectinload(Author.books)",)
)
CASES = (
    positive("sa_immediate", run=immediate, fixed=immediate_fixed, expect=(SLOW,)),
    silent("sa_select_in", run=select_in),
    silent("sa_joined", run=joined),
    silent("sa_sub_query", run=sub_query),
    silent("sa_mixed", run=mixed),
    silent("sa_contained", run=contained),
    silent("sa_immediate_of_one", run=immediate_of_one),
    silent("sa_raising", run=raising),
    silent("sa_shared_parent", run=shared_parent),
    silent("sa_parents_already_there", run=parents_already_there),
    silent("sa_one_row_traversed", run=one_row_traversed),
    silent("sa_two_rows_by_hand", run=two_rows_by_hand),
    silent("sa_one_parents_children", run=one_parents_children),
    silent("sa_columns_instead", run=columns_instead),
    silent("sa_batches_with_select_in", run=batches_with_select_in, grows=True),
    silent("sa_partitions_with_select_in", run=partitions_with_select_in, grows=True),
    silent("sa_populated_after_the_fact", run=populated_after_the_fact),
)
