"""Rows that came another way: aliases, SQL text, one class of several."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select, text, union_all
from sqlalchemy.orm import (
    aliased,
    joinedload,
    selectin_polymorphic,
    selectinload,
    with_polymorphic,
)

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import (
    Author,
    Book,
    Employee,
    Engineer,
    Manager,
)
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="entities", populate=populate)
silent = partial(Case, kind="silent", topic="entities", populate=populate)


def of_an_alias() -> list[str]:
    newest = aliased(Book)
    with Session() as session:
        query = select(newest).order_by(newest.id.desc())  # origin: sa_of_an_alias
        names = []
        for book in session.scalars(query).all():  # loop: sa_of_an_alias
            names.append(book.author.name)  # blame: sa_of_an_alias
        return names


def of_an_alias_fixed() -> list[str]:
    newest = aliased(Book)
    query = select(newest).options(joinedload(newest.author))
    with Session() as session:
        books = session.scalars(query.order_by(newest.id.desc()))
        return [book.author.name for book in books]


def of_a_text() -> list[str]:
    sql = text("SELECT id, title, author_id FROM book ORDER BY id")
    with Session() as session:
        query = select(Book).from_statement(sql)  # origin: sa_of_a_text
        names = []
        for book in session.scalars(query).all():  # loop: sa_of_a_text
            names.append(book.author.name)  # blame: sa_of_a_text
        return names


def of_a_text_fixed() -> list[str]:
    sql = text("SELECT id, title, author_id FROM book ORDER BY id")
    query = select(Book).from_statement(sql).options(selectinload(Book.author))
    with Session() as session:
        return [book.author.name for book in session.scalars(query)]


def of_a_sub_class() -> list[str]:
    with Session() as session:
        staff = session.scalars(select(Employee)).all()  # origin: sa_of_a_sub_class
        lines = []
        for person in staff:  # loop: sa_of_a_sub_class
            if isinstance(person, Manager):
                names = [project.name for project in person.projects]  # blame: sa_of_a_sub_class  # fmt: skip
                lines.append(f"{person.name}: {names}")
        return lines


def of_a_sub_class_fixed() -> list[str]:
    query = select(Employee).options(
        selectin_polymorphic(Employee, [Manager]), selectinload(Manager.projects)
    )
    with Session() as session:
        return [
            f"{person.name}: {[project.name for project in person.projects]}"
            for person in session.scalars(query)
            if isinstance(person, Manager)
        ]


def truth_of_a_collection() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_truth_of_a_collection  # fmt: skip
        names = []
        for author in authors:  # loop: sa_truth_of_a_collection
            if author.books:  # blame: sa_truth_of_a_collection
                names.append(author.name)
        return names


def truth_of_a_collection_fixed() -> list[str]:
    with Session() as session:
        return list(session.scalars(select(Author.name).where(Author.books.any())))


def rows_of_tuples() -> list[str]:
    """The entity is one of several columns of the row."""
    with Session() as session:
        query = select(Author.name, Book).join(Author.books)  # origin: sa_rows_of_tuples  # fmt: skip
        lines = []
        for name, book in session.execute(query):  # loop: sa_rows_of_tuples
            lines.append(f"{name} at {book.publisher.name}")  # blame: sa_rows_of_tuples
        return lines


def rows_of_tuples_fixed() -> list[str]:
    query = select(Author.name, Book).join(Author.books)
    with Session() as session:
        found = session.execute(query.options(joinedload(Book.publisher)))
        return [f"{name} at {book.publisher.name}" for name, book in found]


def alias_loaded() -> list[str]:
    return of_an_alias_fixed()


def kinds_selected() -> list[int]:
    kinds = selectin_polymorphic(Employee, [Manager, Engineer])
    with Session() as session:
        staff = session.scalars(select(Employee).options(kinds))
        return [
            len(getattr(p, "language", "")) + getattr(p, "budget", 0) for p in staff
        ]


def kinds_joined() -> list[str]:
    staff = with_polymorphic(Employee, [Manager, Engineer])
    with Session() as session:
        found = session.scalars(select(staff).order_by(staff.id))
        return [p.language for p in found if isinstance(p, Engineer)]


def sub_class_loaded() -> list[str]:
    return of_a_sub_class_fixed()


def union_of_two() -> list[str]:
    """Two halves of a table in one statement."""
    odd = select(Book.title).where(Book.id % 2 == 1)
    even = select(Book.title).where(Book.id % 2 == 0)
    with Session() as session:
        return sorted(session.scalars(union_all(odd, even)))


def two_queries_one_loop_each() -> list[str]:
    """Each loop walks loaded rows only."""
    with Session() as session:
        names = [author.name for author in session.scalars(select(Author))]
        names += [book.title for book in session.scalars(select(Book))]
        return names


ALIAS = Expect("NPG001", "Book.author", fix=("joinedload(newest.author)",))
TEXT = Expect(
    "NPG001", "Book.author", fix=("selectinload(Book.author)",),
    any_of=(("joinedload(Book.author)",),),
)  # fmt: skip
# Without the first option SQLAlchemy (2.1.9) loads the projects row by row all the same.
PROJECTS = Expect(
    "NPG002", "Manager.projects",
    fix=("selectin_polymorphic(Employee, [Manager", "selectinload(Manager.projects)"),
    any_of=(("with_polymorphic(Employee, [Manager", "projects)"),),
)  # fmt: skip
TRUTH = Expect(
    "NPG002", "Author.books", fix=("selectinload(Author.books)",),
    any_of=((".any()",),), also=("NPG005",),
)  # fmt: skip
HOUSE = Expect("NPG001", "Book.publisher", fix=("joinedload(Book.publisher)",))
CASES = (
    positive(
        "sa_of_an_alias", run=of_an_alias, fixed=of_an_alias_fixed, expect=(ALIAS,)
    ),
    positive("sa_of_a_text", run=of_a_text, fixed=of_a_text_fixed, expect=(TEXT,)),
    positive(
        "sa_of_a_sub_class",
        run=of_a_sub_class,
        fixed=of_a_sub_class_fixed,
        expect=(PROJECTS,),
    ),
    positive(
        "sa_truth_of_a_collection",
        run=truth_of_a_collection,
        fixed=truth_of_a_collection_fixed,
        expect=(TRUTH,),
    ),
    positive(
        "sa_rows_of_tuples",
        run=rows_of_tuples,
        fixed=rows_of_tuples_fixed,
        expect=(HOUSE,),
    ),
    silent("sa_alias_loaded", run=alias_loaded),
    silent("sa_kinds_selected", run=kinds_selected),
    silent("sa_kinds_joined", run=kinds_joined),
    silent("sa_sub_class_loaded", run=sub_class_loaded),
    silent("sa_union_of_two", run=union_of_two),
    silent("sa_two_queries_one_loop_each", run=two_queries_one_loop_each),
)
