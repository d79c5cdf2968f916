from __future__ import annotations

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import (
    Session,
    contains_eager,
    defer,
    joinedload,
    load_only,
    raiseload,
    selectin_polymorphic,
    selectinload,
    subqueryload,
    undefer,
    with_polymorphic,
)

from tests.sqlalchemy.models import Author, Book, Country, Label, Manager, Node, Person
from tests.sqlalchemy.watching import found, only, pasted, statements


def to_one(session: Session) -> list[str]:
    books = session.scalars(select(Book)).unique().all()
    return [book.author.name for book in books]


def to_many(session: Session) -> list[str]:
    names = []
    for author in session.scalars(select(Author).order_by(Author.id).limit(5)):
        for book in author.books:
            names.append(book.title)
    return names


def many_to_many(session: Session) -> list[str]:
    query = session.query(Book).filter(Book.id > 0)
    return [tag.name for book in query.all() for tag in book.tags]


def behind_an_eager_load(session: Session) -> list[str]:
    names = []
    for book in session.scalars(select(Book).options(joinedload(Book.author))):
        names.append(book.author.country.name)
    return names


def deferred(session: Session) -> list[str]:
    return [book.text for book in session.scalars(select(Book))]


def left_out(session: Session) -> list[str]:
    query = select(Author).options(load_only(Author.id))
    return [author.name for author in session.scalars(query)]


def deferred_by_query(session: Session) -> list[str]:
    return [b.title for b in session.scalars(select(Book).options(defer(Book.title)))]


def polymorphic(session: Session) -> list[int]:
    budgets = []
    for person in session.scalars(select(Person)):
        assert isinstance(person, Manager)
        budgets.append(person.budget)
    return budgets


@pytest.mark.parametrize(
    ("code", "kind", "relation", "fix"),
    [
        (to_one, "lazy-relation", "Book.author", "joinedload(Book.author)"),
        (to_many, "lazy-collection", "Author.books", "selectinload(Author.books)"),
        (many_to_many, "lazy-collection", "Book.tags", "selectinload(Book.tags)"),
        (
            behind_an_eager_load,
            "lazy-relation",
            "Author.country",
            "joinedload(Book.author).joinedload(Author.country)",
        ),
        (deferred, "deferred-column", "Book.text", "undefer(Book.text)"),
        (
            left_out,
            "deferred-column",
            "Author.name",
            "load_only(Author.id, Author.name)",
        ),
        (deferred_by_query, "deferred-column", "Book.title", "undefer(Book.title)"),
        (
            polymorphic,
            "deferred-column",
            "Manager.budget",
            "selectin_polymorphic(Person, [Manager])",
        ),
    ],
)
def test_a_row_asked_for_more(
    session: Session, code: object, kind: str, relation: str, fix: str
) -> None:
    """Found, named, certain; and the fix, pasted where it says, mends it."""
    finding = only(code, session)  # type: ignore[arg-type]
    assert (finding.kind, finding.relation) == (kind, relation)
    assert fix in finding.advice.code
    assert finding.certainty == "certain"
    before = code(session)  # type: ignore[operator]
    session.expunge_all()
    names = {
        "joinedload": joinedload,
        "selectinload": selectinload,
        "undefer": undefer,
        "selectin_polymorphic": selectin_polymorphic,
    }
    mended = pasted(code, finding, names)  # type: ignore[arg-type]
    assert found(mended, session) == []
    session.expunge_all()
    assert statements(mended, session) <= 3
    assert mended(session) == before


def test_expired_by_commit(session: Session) -> None:
    def code(session: Session) -> list[str]:
        authors = session.scalars(select(Author)).all()
        session.commit()
        return [author.name for author in authors]

    finding = only(code, session)
    assert finding.kind == "deferred-column"
    assert finding.relation == "Author.name"
    assert "expire_on_commit=False" in finding.advice.code


def test_expired_by_hand_no_session_helps(session: Session) -> None:
    def code(session: Session) -> list[str]:
        authors = session.scalars(select(Author)).all()
        session.expire_all()
        return [author.name for author in authors]

    advice = only(code, session).advice
    assert (advice.code, advice.certainty) == ("", "unsure")


def page_of(session: Session, query: Select[tuple[Book]]) -> tuple[list[Book], int]:
    total = session.scalar(select(func.count()).select_from(query.subquery()))
    return list(session.scalars(query.limit(9).offset(0))), total or 0


def test_a_page_of_any_query_is_mended_where_the_query_is_made(
    session: Session,
) -> None:
    def code(session: Session) -> list[str]:
        books, _ = page_of(session, select(Book).where(Book.id > 0))
        return [book.author.name for book in books]

    finding = only(code, session)
    assert finding.origin is not None
    assert finding.origin.expression == "select(Book).where(Book.id > 0)"


def test_a_query_narrowed_for_its_class_is_mended_there(session: Session) -> None:
    def first_of(query: Select[tuple[Book]]) -> Select[tuple[Book]]:
        return query.where(Book.id > 0).limit(9)

    def code(session: Session) -> list[str]:
        books = session.scalars(first_of(select(Book))).all()
        return [book.author.name for book in books]

    finding = only(code, session)
    assert finding.origin is not None
    assert finding.origin.expression == "query.where(Book.id > 0).limit(9)"


def test_a_refresh_of_a_relation_goes_with_the_fix(session: Session) -> None:
    def code(session: Session) -> list[int]:
        counts = []
        authors = session.scalars(select(Author)).all()
        for author in authors:
            session.refresh(author, ["books"])
            counts.append(len(author.books))
        return counts

    finding = only(code, session)
    slow = code(session)
    session.expunge_all()
    mended = pasted(code, finding, {"selectinload": selectinload})
    assert statements(mended, session) == 2
    assert mended(session) == slow


def test_the_key_alone_needs_no_join(session: Session) -> None:
    def code(session: Session) -> list[int]:
        return [book.author.id for book in session.scalars(select(Book))]

    finding = only(code, session)
    assert finding.advice.kind == "key"
    mended = pasted(code, finding, {})
    session.expunge_all()
    assert statements(mended, session) == 1


def test_rows_that_share_a_parent_are_loaded_once(session: Session) -> None:
    def code(session: Session) -> list[str]:
        books = session.scalars(select(Book).where(Book.author_id == 1))
        return [book.author.name for book in books]

    assert found(code, session) == []


def test_a_tree_walked_down(session: Session) -> None:
    def walk(node: Node) -> int:
        return 1 + sum(walk(child) for child in node.children)

    def code(session: Session) -> int:
        root = session.scalars(select(Node).where(Node.parent_id.is_(None))).first()
        assert root is not None
        return walk(root)

    finding = only(code, session)
    assert finding.kind == "tree-walk"
    assert "selectinload(Node.children, recursion_depth=-1)" in finding.advice.code


def test_children_loaded_by_a_delete(session: Session) -> None:
    def code(session: Session) -> None:
        for book in session.scalars(select(Book)).all():
            session.delete(book)
        session.rollback()

    findings = found(code, session)
    assert {finding.relation for finding in findings} >= {"Book.labels"}
    finding = next(f for f in findings if f.relation == "Book.labels")
    assert "selectinload(Book.labels)" in finding.advice.code
    assert "passive_deletes=True" in finding.advice.alternative


EAGER = {
    "joinedload": select(Book).options(joinedload(Book.author)),
    "selectinload": select(Book).options(selectinload(Book.author)),
    "subqueryload": select(Book).options(subqueryload(Book.author)),
    "contains_eager": select(Book)
    .join(Book.author)
    .options(contains_eager(Book.author)),
}


@pytest.mark.parametrize("query", EAGER.values(), ids=EAGER)
def test_eager_loading_is_silent(session: Session, query: object) -> None:
    def code(session: Session) -> list[str]:
        books = session.scalars(query)  # type: ignore[call-overload]
        return [book.author.name for book in books]

    assert found(code, session) == []


def test_other_harmless_reads_are_silent(session: Session) -> None:
    def code(session: Session) -> None:
        for book in session.scalars(select(Book).options(raiseload("*"))):
            book.title
        nested = selectinload(Author.books).selectinload(Book.labels)
        joined = nested.joinedload(Label.tag)
        streamed = select(Author).options(joined).execution_options(yield_per=2)
        for author in session.scalars(streamed):
            [label.tag.name for book in author.books for label in book.labels]
        everyone = with_polymorphic(Person, [Manager])
        [person.name for person in session.scalars(select(everyone))]
        one = session.get(Book, 1)
        assert one is not None
        one.text
        one.author.country
        first, last = session.get(Country, 1), session.get(Country, 2)
        assert first is not None
        assert last is not None

    assert found(code, session) == []
