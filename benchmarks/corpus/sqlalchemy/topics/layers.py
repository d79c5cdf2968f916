"""Queries asked through layers: repositories, services, sessions of one's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial, wraps
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload, sessionmaker

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Country
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session, engine

positive = partial(Case, kind="positive", topic="layers", populate=populate)
silent = partial(Case, kind="silent", topic="layers", populate=populate)
Row = TypeVar("Row")


class LoggedSession(OrmSession):
    """Every statement of the project passes through here."""

    sent = 0

    def execute(self, statement: Any, *args: Any, **options: Any) -> Any:
        self.sent += 1
        return super().execute(statement, *args, **options)

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        found = super().get(entity, ident, **options)
        return found


Logged = sessionmaker(engine, class_=LoggedSession)


def own_execute_lazy() -> list[str]:
    with Logged() as session:
        query = select(Book)  # origin: sa_own_execute_lazy
        names = []
        for book in session.execute(query).scalars().all():  # loop: sa_own_execute_lazy
            names.append(book.author.name)  # blame: sa_own_execute_lazy
        return names


def own_execute_lazy_fixed() -> list[str]:
    with Logged() as session:
        query = select(Book).options(joinedload(Book.author))
        return [book.author.name for book in session.execute(query).scalars()]


def own_execute_keyed() -> list[str]:
    with Logged() as session:
        names = []
        for key in session.scalars(select(Author.id)).all():  # loop: sa_own_execute_keyed  # fmt: skip
            query = select(Author).where(Author.id == key)
            names.append(session.execute(query).scalar_one().name)  # blame: sa_own_execute_keyed  # fmt: skip
        return names


def own_get() -> list[str]:
    with Logged() as session:
        ids = session.scalars(select(Author.id)).all()
        return [
            session.get(Author, key).name  # blame: sa_own_get
            for key in ids  # loop: sa_own_get
        ]


def keyed_fixed() -> list[str]:
    with Logged() as session:
        ids = session.scalars(select(Author.id)).all()
        found = session.execute(select(Author).where(Author.id.in_(ids))).scalars()
        names = {author.id: author.name for author in found}
        return [names[key] for key in ids]


class Repository(Generic[Row]):
    """What every repository of the project can do."""

    def __init__(self, session: OrmSession, model: type[Row]) -> None:
        self.session = session
        self.model = model

    def get(self, key: int) -> Row | None:
        return self.session.get(self.model, key)  # blame: sa_repository_get; blame: sa_unit_of_work  # fmt: skip

    def listed(self) -> list[Row]:
        query = select(self.model)  # origin: sa_repository_rows
        return list(self.session.scalars(query))

    def among(self, keys: list[int]) -> dict[int, Row]:
        model: Any = self.model
        found = self.session.scalars(select(model).where(model.id.in_(keys)))
        return {row.id: row for row in found}


class BookService:
    """The use cases of the shop."""

    def __init__(self, session: OrmSession) -> None:
        self.books = Repository(session, Book)
        self.authors = Repository(session, Author)

    def bylines(self) -> list[str]:
        lines = []
        for book in self.books.listed():  # loop: sa_repository_get
            author = self.authors.get(book.author_id)
            lines.append(f"{book.title} by {author.name}")
        return lines

    def bylines_at_once(self) -> list[str]:
        books = self.books.listed()
        authors = self.authors.among([book.author_id for book in books])
        return [f"{book.title} by {authors[book.author_id].name}" for book in books]

    def publishers(self) -> list[str]:
        return [self.imprint(book) for book in self.books.listed()]  # loop: sa_repository_rows  # fmt: skip

    def imprint(self, book: Book) -> str:
        return f"{book.title}, {book.publisher.name}"  # blame: sa_repository_rows


def repository_get() -> list[str]:
    with Session() as session:
        return BookService(session).bylines()


def repository_get_fixed() -> list[str]:
    with Session() as session:
        return BookService(session).bylines_at_once()


def repository_rows() -> list[str]:
    with Session() as session:
        return BookService(session).publishers()


def repository_rows_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(joinedload(Book.publisher)))
        return [BookService(session).imprint(book) for book in books]


class UnitOfWork:
    """One transaction with its repositories."""

    def __enter__(self) -> UnitOfWork:
        self.session = Session()
        self.authors = Repository(self.session, Author)
        self.countries = Repository(self.session, Country)
        return self

    def __exit__(self, *error: object) -> None:
        self.session.close()


def unit_of_work() -> list[str]:
    with UnitOfWork() as work:
        names = []
        for author in work.authors.listed():  # loop: sa_unit_of_work
            country = work.countries.get(author.country_id)
            names.append(f"{author.name} of {country.name}")
        return names


def unit_of_work_fixed() -> list[str]:
    with UnitOfWork() as work:
        authors = work.authors.listed()
        found = work.countries.among([author.country_id for author in authors])
        return [f"{a.name} of {found[a.country_id].name}" for a in authors]


@contextmanager
def transaction() -> Iterator[OrmSession]:
    with Session() as session:
        yield session
        session.commit()


def author_name(key: int) -> str:
    with transaction() as session:
        return session.get(Author, key).name  # blame: sa_session_a_row


def session_a_row() -> list[str]:
    """A new session for every row: the identity map never helps."""
    with transaction() as session:
        ids = session.scalars(select(Author.id)).all()
    names = []
    for key in ids:  # loop: sa_session_a_row
        names.append(author_name(key))
    return names


def logged(call: Callable[..., str]) -> Callable[..., str]:
    @wraps(call)
    def wrapper(*args: Any) -> str:
        return call(*args)

    return wrapper


@logged
def country_name(author: Author) -> str:
    country = author.country  # blame: sa_decorated
    return country.name


def decorated() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_decorated
        names = []
        for author in authors:  # loop: sa_decorated
            names.append(country_name(author))
        return names


def decorated_fixed() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author).options(joinedload(Author.country)))
        return [country_name(author) for author in authors]


def tag_lines(found: list[str]) -> None:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_worker_thread
        for book in books:  # loop: sa_worker_thread
            names = [tag.name for tag in book.tags]  # blame: sa_worker_thread
            found.append(f"{book.title}: {names}")


def tag_lines_fixed(found: list[str]) -> None:
    with Session() as session:
        for book in session.scalars(select(Book).options(selectinload(Book.tags))):
            found.append(f"{book.title}: {[tag.name for tag in book.tags]}")


def in_a_thread(work: Callable[[list[str]], None]) -> list[str]:
    """Run *work* on a thread that sees the caller's context."""
    found: list[str] = []
    thread = threading.Thread(target=copy_context().run, args=(work, found))
    thread.start()
    thread.join()
    return found


def own_execute_loaded() -> list[str]:
    return own_execute_lazy_fixed()


def own_execute_tables() -> list[bool]:
    with Logged() as session:
        authors = session.execute(select(Author)).scalars().all()
        books = session.execute(select(Book)).scalars().all()
        countries = session.execute(select(Country)).scalars().all()
        return [bool(authors), bool(books), bool(countries)]


def repository_among() -> list[str]:
    with Session() as session:
        return BookService(session).bylines_at_once()


def repository_of_one() -> list[str]:
    with Session() as session:
        service = BookService(session)
        book = service.books.get(1)
        author = service.authors.get(book.author_id)
        return [book.title, author.name]


def two_sessions() -> list[str]:
    with Session() as left, Session() as right:
        here = left.scalars(select(Author.name).order_by(Author.id)).first()
        there = right.scalars(select(Author.name).order_by(Author.id)).first()
        return [here, there]


def remembered_rows() -> list[str]:
    """A repository with a cache in front of it."""
    with Session() as session:
        authors = {author.id: author for author in session.scalars(select(Author))}
        books = session.scalars(select(Book)).all()
        return [authors[book.author_id].name for book in books]


KEYED = (Expect("NPG004", None, fix=("Author.id.in_(",)),)
BYLINES = (
    Expect("NPG004", None, fix=(".id.in_(",), any_of=(("joinedload(Book.author)",),)),
)
COUNTRIES = (
    Expect(
        "NPG004", None, fix=(".id.in_(",), any_of=(("joinedload(Author.country)",),)
    ),
)


def _join(relation: str) -> tuple[Expect, ...]:
    return (Expect("NPG001", relation, fix=(f"joinedload({relation})",)),)


TAGS = (Expect("NPG002", "Book.tags", fix=("selectinload(Book.tags)",)),)
CASES = (
    positive(
        "sa_own_execute_lazy",
        run=own_execute_lazy,
        fixed=own_execute_lazy_fixed,
        expect=_join("Book.author"),
    ),
    positive(
        "sa_own_execute_keyed", run=own_execute_keyed, fixed=keyed_fixed, expect=KEYED
    ),
    positive("sa_own_get", run=own_get, fixed=keyed_fixed, expect=KEYED),
    positive(
        "sa_repository_get",
        run=repository_get,
        fixed=repository_get_fixed,
        expect=BYLINES,
    ),
    positive(
        "sa_repository_rows",
        run=repository_rows,
        fixed=repository_rows_fixed,
        expect=_join("Book.publisher"),
    ),
    positive(
        "sa_unit_of_work", run=unit_of_work, fixed=unit_of_work_fixed, expect=COUNTRIES
    ),
    positive("sa_session_a_row", run=session_a_row, fixed=keyed_fixed, expect=KEYED),
    positive(
        "sa_decorated",
        run=decorated,
        fixed=decorated_fixed,
        expect=_join("Author.country"),
    ),
    positive(
        "sa_worker_thread",
        run=partial(in_a_thread, tag_lines),
        fixed=partial(in_a_thread, tag_lines_fixed),
        expect=TAGS,
        threads=True,
    ),
    silent("sa_own_execute_loaded", run=own_execute_loaded),
    silent("sa_own_execute_tables", run=own_execute_tables),
    silent("sa_repository_among", run=repository_among),
    silent("sa_repository_of_one", run=repository_of_one),
    silent("sa_two_sessions", run=two_sessions),
    silent("sa_remembered_rows", run=remembered_rows),
    silent(
        "sa_worker_thread_loaded",
        run=partial(in_a_thread, tag_lines_fixed),
        threads=True,
    ),
)
