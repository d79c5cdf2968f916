"""Queries behind an innocent attribute: proxies, hybrids, wrappers, mix-ins."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Membership
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="properties", populate=populate)
silent = partial(Case, kind="silent", topic="properties", populate=populate)


def proxied_names() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_proxied_names
        lines = []
        for book in books:  # loop: sa_proxied_names
            names = ", ".join(book.tag_names)  # blame: sa_proxied_names
            lines.append(f"{book.title}: {names}")
        return lines


def proxied_names_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(selectinload(Book.tags)))
        return [f"{book.title}: {', '.join(book.tag_names)}" for book in books]


def proxied_objects() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_proxied_objects
        names = []
        for author in authors:  # loop: sa_proxied_objects
            for group in author.groups:  # blame: sa_proxied_objects; loop: sa_proxied_objects.group  # fmt: skip
                names.append(f"{author.name}: {group.name}")
        return names


def proxied_objects_fixed() -> list[str]:
    path = selectinload(Author.memberships).joinedload(Membership.group)
    with Session() as session:
        authors = session.scalars(select(Author).options(path)).all()
        return [f"{author.name}: {g.name}" for author in authors for g in author.groups]


def hybrid_counts() -> dict[str, int]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()
        totals = {}
        for author in authors:  # loop: sa_hybrid_counts
            totals[author.name] = author.book_total
        return totals


def hybrid_counts_fixed() -> dict[str, int]:
    with Session() as session:
        query = select(Author.name, func.count(Book.id)).outerjoin(Author.books)
        return dict(session.execute(query.group_by(Author.id)).all())


class Presented:
    """A row as the pages see it: adds a few texts, passes the rest on."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)

    @property
    def heading(self) -> str:
        return f"# {self._row.title}"


def wrapped_rows() -> list[str]:
    with Session() as session:
        query = select(Book).order_by(Book.title)  # origin: sa_wrapped_rows
        shown = [Presented(book) for book in session.scalars(query)]
        lines = []
        for book in shown:  # loop: sa_wrapped_rows
            lines.append(f"{book.heading} by {book.author.name}")  # blame: sa_wrapped_rows  # fmt: skip
        return lines


def wrapped_rows_fixed() -> list[str]:
    query = select(Book).options(joinedload(Book.author)).order_by(Book.title)
    with Session() as session:
        shown = [Presented(book) for book in session.scalars(query)]
        return [f"{book.heading} by {book.author.name}" for book in shown]


def mixin_label() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_mixin_label
        return [author.label() for author in authors]  # loop: sa_mixin_label


def mixin_label_fixed() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author).options(joinedload(Author.country)))
        return [author.label() for author in authors]


COLUMNS = ("title", "author.name", "publisher.name")


def cell(row: Any, path: str) -> str:
    for part in path.split("."):  # loop: sa_dotted_columns
        row = getattr(row, part)  # blame: sa_dotted_columns; blame: sa_dotted_columns.house  # fmt: skip
    return str(row)


def dotted_columns() -> list[list[str]]:
    """A table view that is told its columns as texts."""
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_dotted_columns
        table = []
        for book in books:  # loop: sa_dotted_columns
            table.append([cell(book, column) for column in COLUMNS])  # loop: sa_dotted_columns  # fmt: skip
        return table


def dotted_columns_fixed() -> list[list[str]]:
    query = select(Book).options(joinedload(Book.author), joinedload(Book.publisher))
    with Session() as session:
        return [[cell(b, c) for c in COLUMNS] for b in session.scalars(query)]


def to_dict(author: Author) -> dict[str, Any]:
    fields = ("id", "name", "country", "profile")
    values = {name: getattr(author, name) for name in fields}  # blame: sa_row_to_dict; blame: sa_row_to_dict.profile; loop: sa_row_to_dict  # fmt: skip
    values["country"] = values["country"].name
    values["profile"] = values["profile"].bio
    return values


def row_to_dict() -> list[dict[str, Any]]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_row_to_dict
        return [to_dict(author) for author in authors]  # loop: sa_row_to_dict


def row_to_dict_fixed() -> list[dict[str, Any]]:
    query = select(Author).options(
        joinedload(Author.country), joinedload(Author.profile)
    )
    with Session() as session:
        return [to_dict(author) for author in session.scalars(query)]


def hybrid_in_the_query() -> list[int]:
    with Session() as session:
        return list(session.scalars(select(Author.book_total)))


def hybrid_of_one_row() -> int:
    with Session() as session:
        return session.get(Author, 1).book_total


def proxy_loaded_ahead() -> list[list[str]]:
    with Session() as session:
        books = session.scalars(select(Book).options(selectinload(Book.tags)))
        return [list(book.tag_names) for book in books]


def proxy_of_one_row() -> list[str]:
    with Session() as session:
        return [*session.get(Book, 1).tag_names]


def wrapper_over_loaded_rows() -> list[str]:
    query = select(Book).options(joinedload(Book.author))
    with Session() as session:
        return [Presented(b).author.name for b in session.scalars(query)]


def mixin_over_columns() -> list[str]:
    with Session() as session:
        return [cell(book, "title") for book in session.scalars(select(Book))]


def one_row_with_everything() -> dict[str, Any]:
    with Session() as session:
        return to_dict(session.get(Author, 1))


def _join(relation: str, **places: str) -> Expect:
    return Expect("NPG001", relation, fix=(f"joinedload({relation})",), **places)


PROXIED = (
    Expect("NPG002", "Author.memberships", fix=("selectinload(Author.memberships)",)),
    Expect(
        "NPG001",
        "Membership.group",
        loop="sa_proxied_objects.group",
        fix=("selectinload(Author.memberships).joinedload(Membership.group)",),
    ),
)
COUNTED = Expect(
    "NPG005",
    None,
    fix=("func.count(", "group_by("),
    any_of=(("column_property(", "func.count("),),
)
CASES = (
    positive(
        "sa_proxied_names",
        run=proxied_names,
        fixed=proxied_names_fixed,
        expect=(Expect("NPG002", "Book.tags", fix=("selectinload(Book.tags)",)),),
    ),
    positive(
        "sa_proxied_objects",
        run=proxied_objects,
        fixed=proxied_objects_fixed,
        expect=PROXIED,
    ),
    positive(
        "sa_hybrid_counts",
        run=hybrid_counts,
        fixed=hybrid_counts_fixed,
        expect=(COUNTED,),
    ),
    positive(
        "sa_wrapped_rows",
        run=wrapped_rows,
        fixed=wrapped_rows_fixed,
        expect=(_join("Book.author"),),
    ),
    positive(
        "sa_mixin_label",
        run=mixin_label,
        fixed=mixin_label_fixed,
        expect=(_join("Author.country"),),
    ),
    positive(
        "sa_dotted_columns",
        run=dotted_columns,
        fixed=dotted_columns_fixed,
        expect=(
            _join("Book.author"),
            _join("Book.publisher", blame="sa_dotted_columns.house"),
        ),
    ),
    positive(
        "sa_row_to_dict",
        run=row_to_dict,
        fixed=row_to_dict_fixed,
        expect=(
            _join("Author.country"),
            _join("Author.profile", blame="sa_row_to_dict.profile"),
        ),
    ),
    silent("sa_hybrid_in_the_query", run=hybrid_in_the_query),
    silent("sa_hybrid_of_one_row", run=hybrid_of_one_row),
    silent("sa_proxy_loaded_ahead", run=proxy_loaded_ahead),
    silent("sa_proxy_of_one_row", run=proxy_of_one_row),
    silent("sa_wrapper_over_loaded_rows", run=wrapper_over_loaded_rows),
    silent("sa_mixin_over_columns", run=mixin_over_columns),
    silent("sa_one_row_with_everything", run=one_row_with_everything),
)
