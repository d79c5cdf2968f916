from __future__ import annotations

import pytest

from nplusone_guard.sqlalchemy.chains import Link
from nplusone_guard.sqlalchemy.origins import entities_of, with_option

BOOK = (Link("joinedload", "Book.author"),)
PATH = (Link("selectinload", "Author.books"), Link("selectinload", "Book.tags"))

PLACES = [
    ("select(Book)", BOOK, "select(Book).options(joinedload(Book.author))"),
    (
        "select(Book).where(Book.id > 1).limit(5)",
        BOOK,
        "select(Book).where(Book.id > 1).limit(5).options(joinedload(Book.author))",
    ),
    (
        "(await session.scalars(sa.select(Book))).all()",
        BOOK,
        "(await session.scalars(sa.select(Book).options(joinedload(Book.author)))).all()",
    ),
    (
        "session.query(Book).filter(Book.id > 1).all()",
        BOOK,
        "session.query(Book).filter(Book.id > 1).options(joinedload(Book.author)).all()",
    ),
    (
        "Book.query.filter_by(id=1).first()",
        BOOK,
        "Book.query.filter_by(id=1).options(joinedload(Book.author)).first()",
    ),
    (
        "Book.query.filter_by(id=1).paginate(per_page=9)",
        BOOK,
        "Book.query.filter_by(id=1).options(joinedload(Book.author))"
        ".paginate(per_page=9)",
    ),
    (
        "session.get(Book, 1)",
        BOOK,
        "session.get(Book, 1, options=[joinedload(Book.author)])",
    ),
    (
        "session.get(Book, 1, options=[lazyload(Book.tags)])",
        BOOK,
        "session.get(Book, 1, options=[lazyload(Book.tags), joinedload(Book.author)])",
    ),
    (
        "select(Author).options(selectinload(Author.books))",
        PATH,
        "select(Author).options(selectinload(Author.books).selectinload(Book.tags))",
    ),
    (
        "select(Author).options(subqueryload(Author.books), defer(Author.name))",
        PATH,
        "select(Author).options(subqueryload(Author.books).selectinload(Book.tags),"
        " defer(Author.name))",
    ),
    (
        'select(Book).where(Book.title == "Ærø, select(Tag)")',
        BOOK,
        'select(Book).where(Book.title == "Ærø, select(Tag)")'
        ".options(joinedload(Book.author))",
    ),
]


@pytest.mark.parametrize(("expression", "links", "expected"), PLACES)
def test_the_option_goes_where_it_works(
    expression: str, links: tuple[Link, ...], expected: str
) -> None:
    assert with_option(expression, links) == expected


@pytest.mark.parametrize(
    "expression", ["books", "load_books(session)", "select(Book).where(", "rows[0]"]
)
def test_no_query_no_guess(expression: str) -> None:
    assert with_option(expression, BOOK) is None


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("select(Book, Author.name).where(x)", ("Book", "Author.name")),
        ("session.query(Book).all()", ("Book",)),
        ("Book.query.all()", ("Book",)),
        ("session.get(Book, 1)", ("Book", "1")),
        ("books", ()),
    ],
)
def test_what_a_query_selects(expression: str, names: tuple[str, ...]) -> None:
    assert entities_of(expression) == names
