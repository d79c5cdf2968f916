"""Columns left out, then asked for row by row: deferred, expired, refreshed."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import defer, load_only, undefer, undefer_group

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="columns", populate=populate)
silent = partial(Case, kind="silent", topic="columns", populate=populate)


def deferred() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_deferred
        excerpts = []
        for book in books:  # loop: sa_deferred
            excerpts.append(book.text[:40])  # blame: sa_deferred
        return excerpts


def deferred_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(undefer(Book.text)))
        return [book.text[:40] for book in books]


def deferred_group() -> list[str]:
    with Session() as session:
        query = select(Book).where(Book.id > 0)  # origin: sa_deferred_group
        return [
            book.foreword + book.afterword  # blame: sa_deferred_group
            for book in session.scalars(query)  # loop: sa_deferred_group
        ]


def deferred_group_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(undefer_group("extras")))
        return [book.foreword + book.afterword for book in books]


def left_out_by_load_only() -> list[str]:
    with Session() as session:
        query = select(Author).options(load_only(Author.name))  # origin: sa_left_out_by_load_only  # fmt: skip
        lines = []
        for author in session.scalars(query).all():  # loop: sa_left_out_by_load_only
            lines.append(f"{author.name}: {author.score}")  # blame: sa_left_out_by_load_only  # fmt: skip
        return lines


def left_out_by_load_only_fixed() -> list[str]:
    query = select(Author).options(load_only(Author.name, Author.score))
    with Session() as session:
        return [f"{author.name}: {author.score}" for author in session.scalars(query)]


def deferred_by_the_query() -> list[str]:
    with Session() as session:
        query = select(Book).options(defer(Book.title))  # origin: sa_deferred_by_the_query  # fmt: skip
        titles = []
        for book in session.scalars(query):  # loop: sa_deferred_by_the_query
            titles.append(book.title)  # blame: sa_deferred_by_the_query
        return titles


def deferred_by_the_query_fixed() -> list[str]:
    with Session() as session:
        return [book.title for book in session.scalars(select(Book))]


def expired_by_commit() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        authors[0].score = 7
        session.commit()
        lines = []
        for author in authors:  # loop: sa_expired_by_commit
            lines.append(f"{author.name}: {author.score}")  # blame: sa_expired_by_commit  # fmt: skip
        return lines


def expired_by_commit_fixed() -> list[str]:
    with Session(expire_on_commit=False) as session:
        authors = session.scalars(select(Author)).all()
        authors[0].score = 7
        session.commit()
        return [f"{author.name}: {author.score}" for author in authors]


def saved_then_listed() -> list[int]:
    """New rows are expired by the commit like loaded ones."""
    with Session() as session:
        made = [Author(name=f"new {n}", score=n) for n in range(_existing(session))]
        session.add_all(made)
        session.commit()
        return [author.score for author in made]  # blame: sa_saved_then_listed; loop: sa_saved_then_listed  # fmt: skip


def _existing(session: Session) -> int:
    return len(session.scalars(select(Author.id)).all())


def saved_then_listed_fixed() -> list[int]:
    with Session(expire_on_commit=False) as session:
        made = [Author(name=f"new {n}", score=n) for n in range(_existing(session))]
        session.add_all(made)
        session.commit()
        return [author.score for author in made]


def refreshed() -> list[int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        scores = []
        for author in authors:  # loop: sa_refreshed
            session.refresh(author)  # blame: sa_refreshed
            scores.append(author.score)
        return scores


def refreshed_fixed() -> list[int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        again = select(Author).where(Author.id.in_([author.id for author in authors]))
        session.scalars(again.execution_options(populate_existing=True)).all()
        return [author.score for author in authors]


def deferred_expression() -> list[int]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_deferred_expression
        stars = []
        for book in books:  # loop: sa_deferred_expression
            stars.append(book.stars or 0)  # blame: sa_deferred_expression
        return stars


def deferred_expression_fixed() -> list[int]:
    with Session() as session:
        books = session.scalars(select(Book).options(undefer(Book.stars)))
        return [book.stars or 0 for book in books]


def one_deferred_column() -> str:
    with Session() as session:
        book = session.get(Book, 1)
        return book.text + book.foreword


def two_books_by_name() -> str:
    """Straight-line code that reads a deferred column of two rows."""
    with Session() as session:
        first = session.get(Book, 1)
        last = session.get(Book, 2)
        return first.text + last.text


def undeferred() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(undefer(Book.text)))
        return [book.text for book in books]


def only_what_is_read() -> list[str]:
    with Session() as session:
        query = select(Author).options(load_only(Author.name))
        return [author.name for author in session.scalars(query)]


def kept_over_commit() -> list[str]:
    with Session(expire_on_commit=False) as session:
        authors = session.scalars(select(Author)).all()
        session.commit()
        return [author.name for author in authors]


def selected_again_after_commit() -> list[str]:
    with Session() as session:
        session.scalars(select(Author)).all()
        session.commit()
        return [author.name for author in session.scalars(select(Author)).all()]


def one_refreshed() -> int:
    with Session() as session:
        author = session.get(Author, 1)
        author.score += 1
        session.commit()
        session.refresh(author)
        return author.score


def computed_with_the_row() -> list[int]:
    with Session() as session:
        return [book.review_total for book in session.scalars(select(Book))]


def _expect(relation: str | None, *fix: str, **more: object) -> tuple[Expect, ...]:
    return (Expect("NPG003", relation, fix=fix, **more),)


ONLY = _expect(
    "Author.score", "load_only(", "Author.score", any_of=(("undefer(Author.score)",),)
)
BY_QUERY = _expect(
    "Book.title", "undefer(Book.title)", any_of=(("defer(Book.title)",),)
)
EXPIRED = _expect(None, "expire_on_commit=False")
REFRESHED = _expect(
    None, "populate_existing", any_of=(("Author.id.in_(",),), also=("NPG004",)
)
CASES = (
    positive(
        "sa_deferred",
        run=deferred,
        fixed=deferred_fixed,
        expect=_expect("Book.text", "undefer(Book.text)"),
    ),
    positive(
        "sa_deferred_group",
        run=deferred_group,
        fixed=deferred_group_fixed,
        expect=_expect(
            "Book.foreword",
            'undefer_group("extras")',
            any_of=(("undefer(Book.foreword)", "undefer(Book.afterword)"),),
        ),
    ),
    positive(
        "sa_left_out_by_load_only",
        run=left_out_by_load_only,
        fixed=left_out_by_load_only_fixed,
        expect=ONLY,
    ),
    positive(
        "sa_deferred_by_the_query",
        run=deferred_by_the_query,
        fixed=deferred_by_the_query_fixed,
        expect=BY_QUERY,
    ),
    positive(
        "sa_expired_by_commit",
        run=expired_by_commit,
        fixed=expired_by_commit_fixed,
        expect=EXPIRED,
    ),
    positive(
        "sa_saved_then_listed",
        run=saved_then_listed,
        fixed=saved_then_listed_fixed,
        expect=EXPIRED,
    ),
    positive("sa_refreshed", run=refreshed, fixed=refreshed_fixed, expect=REFRESHED),
    positive(
        "sa_deferred_expression",
        run=deferred_expression,
        fixed=deferred_expression_fixed,
        expect=_expect("Book.stars", "undefer(Book.stars)"),
    ),
    silent("sa_one_deferred_column", run=one_deferred_column),
    silent("sa_two_books_by_name", run=two_books_by_name),
    silent("sa_undeferred", run=undeferred),
    silent("sa_only_what_is_read", run=only_what_is_read),
    silent("sa_kept_over_commit", run=kept_over_commit),
    silent("sa_selected_again_after_commit", run=selected_again_after_commit),
    silent("sa_one_refreshed", run=one_refreshed),
    silent("sa_computed_with_the_row", run=computed_with_the_row),
)
