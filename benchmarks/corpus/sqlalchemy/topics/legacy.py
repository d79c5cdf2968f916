"""The same mistakes in the older spelling: `session.query`."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func
from sqlalchemy.orm import joinedload, scoped_session, selectinload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="legacy", populate=populate)
silent = partial(Case, kind="silent", topic="legacy", populate=populate)
registry = scoped_session(Session)


def query_lazy() -> list[str]:
    with Session() as session:
        books = session.query(Book).order_by(Book.id).all()  # origin: sa_query_lazy
        names = []
        for book in books:  # loop: sa_query_lazy
            names.append(book.author.name)  # blame: sa_query_lazy
        return names


def query_lazy_fixed() -> list[str]:
    with Session() as session:
        books = session.query(Book).options(joinedload(Book.author)).order_by(Book.id)
        return [book.author.name for book in books]


def query_iterated() -> list[int]:
    with Session() as session:
        totals = []
        for author in session.query(Author):  # loop: sa_query_iterated; origin: sa_query_iterated  # fmt: skip
            titles = [book.title for book in author.books]  # blame: sa_query_iterated
            totals.append((author.name, len(titles)))
        return totals


def query_iterated_fixed() -> list[tuple[str, int]]:
    with Session() as session:
        authors = session.query(Author).options(selectinload(Author.books))
        return [(author.name, len(author.books)) for author in authors]


def author_ids() -> list[int]:
    with Session() as session:
        return [key for (key,) in session.query(Author.id).order_by(Author.id)]


def filter_by_first() -> list[str]:
    with Session() as session:
        names = []
        for key in author_ids():  # loop: sa_filter_by_first
            author = session.query(Author).filter_by(id=key).first()  # blame: sa_filter_by_first  # fmt: skip
            names.append(author.name)
        return names


def filter_one() -> list[str]:
    with Session() as session:
        names = []
        for key in author_ids():  # loop: sa_filter_one
            found = session.query(Author).filter(Author.id == key)
            names.append(found.one().name)  # blame: sa_filter_one
        return names


def query_keys_fixed() -> list[str]:
    ids = author_ids()
    with Session() as session:
        found = session.query(Author).filter(Author.id.in_(ids))
        names = {author.id: author.name for author in found}
        return [names[key] for key in ids]


def query_counts() -> dict[int, int]:
    with Session() as session:
        counts = {}
        for key in author_ids():  # loop: sa_query_counts
            theirs = session.query(Book).filter_by(author_id=key)
            counts[key] = theirs.count()  # blame: sa_query_counts
        return counts


def query_counts_fixed() -> dict[int, int]:
    with Session() as session:
        query = session.query(Book.author_id, func.count(Book.id))
        counts = dict(query.group_by(Book.author_id).all())
        return {key: counts.get(key, 0) for key in author_ids()}


def query_filtered() -> list[str]:
    with Session() as session:
        titles = []
        for author in session.query(Author).all():  # loop: sa_query_filtered
            books = session.query(Book).filter_by(author_id=author.id, published=True)
            for book in books:  # blame: sa_query_filtered
                titles.append(f"{author.name} {book.title}")
        return titles


def query_filtered_fixed() -> list[str]:
    with Session() as session:
        only = selectinload(Author.books.and_(Book.published.is_(True)))
        authors = session.query(Author).options(only)
        return [f"{a.name} {book.title}" for a in authors for book in a.books]


def query_exists() -> list[str]:
    with Session() as session:
        lines = []
        for key in author_ids():  # loop: sa_query_exists
            books = session.query(Book).filter(Book.author_id == key)
            has_books = session.query(books.exists()).scalar()  # blame: sa_query_exists
            lines.append(f"{key}: {has_books}")
        return lines


def query_exists_fixed() -> list[str]:
    with Session() as session:
        writers = {key for (key,) in session.query(Book.author_id).distinct()}
        return [f"{key}: {key in writers}" for key in author_ids()]


def from_the_registry() -> list[str]:
    """A scoped_session, called through its proxy."""
    try:
        names = []
        for book in registry.query(Book).all():  # loop: sa_from_the_registry; origin: sa_from_the_registry  # fmt: skip
            names.append(book.publisher.name)  # blame: sa_from_the_registry
        return names
    finally:
        registry.remove()


def from_the_registry_fixed() -> list[str]:
    try:
        books = registry.query(Book).options(joinedload(Book.publisher))
        return [book.publisher.name for book in books]
    finally:
        registry.remove()


def registry_get() -> list[str]:
    try:
        names = []
        for key in author_ids():  # loop: sa_registry_get
            names.append(registry.get(Author, key).name)  # blame: sa_registry_get
        return names
    finally:
        registry.remove()


def query_joined() -> list[str]:
    with Session() as session:
        return [
            b.author.name for b in session.query(Book).options(joinedload(Book.author))
        ]


def query_pages() -> list[str]:
    with Session() as session:
        names, start = [], 0
        while (
            page := session.query(Author)
            .order_by(Author.id)
            .slice(start, start + 2)
            .all()
        ):
            names += [author.name for author in page]
            start += 2
        return names


def query_first() -> str:
    with Session() as session:
        newest = session.query(Author).order_by(Author.id.desc()).first()
        oldest = session.query(Author).order_by(Author.id).first()
        return f"{bool(newest)} {oldest.name}"


def registry_hits() -> list[str]:
    try:
        kept = registry.query(Author).all()
        return [registry.get(Author, author.id).name for author in kept]
    finally:
        registry.remove()


def query_in_batches() -> list[str]:
    with Session() as session:
        return [author.name for author in session.query(Author).yield_per(2)]


def _expect(
    code: str, relation: str | None, *fix: str, **more: object
) -> tuple[Expect, ...]:
    return (Expect(code, relation, fix=fix, **more),)


KEYS = _expect("NPG004", None, "Author.id.in_(")
FILTERED = _expect(
    "NPG006",
    None,
    "Book.author_id.in_(",
    any_of=(("selectinload(Author.books",),),
    also=("NPG004",),
)
EXISTS = _expect(
    "NPG005", None, "Book.author_id.in_(", any_of=((".any()",), ("group_by(",))
)
CASES = (
    positive(
        "sa_query_lazy",
        run=query_lazy,
        fixed=query_lazy_fixed,
        expect=_expect("NPG001", "Book.author", "joinedload(Book.author)"),
    ),
    positive(
        "sa_query_iterated",
        run=query_iterated,
        fixed=query_iterated_fixed,
        expect=_expect("NPG002", "Author.books", "selectinload(Author.books)"),
    ),
    positive(
        "sa_filter_by_first", run=filter_by_first, fixed=query_keys_fixed, expect=KEYS
    ),
    positive("sa_filter_one", run=filter_one, fixed=query_keys_fixed, expect=KEYS),
    positive(
        "sa_query_counts",
        run=query_counts,
        fixed=query_counts_fixed,
        expect=_expect("NPG005", None, "func.count(", "group_by(Book.author_id"),
    ),
    positive(
        "sa_query_filtered",
        run=query_filtered,
        fixed=query_filtered_fixed,
        expect=FILTERED,
    ),
    positive(
        "sa_query_exists", run=query_exists, fixed=query_exists_fixed, expect=EXISTS
    ),
    positive(
        "sa_from_the_registry",
        run=from_the_registry,
        fixed=from_the_registry_fixed,
        expect=_expect("NPG001", "Book.publisher", "joinedload(Book.publisher)"),
    ),
    positive("sa_registry_get", run=registry_get, fixed=query_keys_fixed, expect=KEYS),
    silent("sa_query_joined", run=query_joined),
    silent("sa_query_pages", run=query_pages, grows=True),
    silent("sa_query_first", run=query_first),
    silent("sa_registry_hits", run=registry_hits),
    silent("sa_query_in_batches", run=query_in_batches),
)
