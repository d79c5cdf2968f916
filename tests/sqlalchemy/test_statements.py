from __future__ import annotations

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, true, update
from sqlalchemy.orm import aliased

from nplusone_guard.sqlalchemy.plans import Plan
from nplusone_guard.sqlalchemy.statements import plan_of
from tests.sqlalchemy.models import Author, Base, Book, book_tag

book = Base.metadata.tables["book"]
other = aliased(Book)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (select(Book), Plan("select", "Book", ("Book",))),
        (
            select(Book).where(Book.author_id == 1, Book.id > 2),
            Plan("select", "Book", ("Book",), ("Book.author_id",)),
        ),
        (
            select(Author.name).where(Author.id == 1),
            Plan("select", "Author", ("Author.name",), ("Author.id",)),
        ),
        (
            select(func.count()).where(Book.author_id == 1),
            Plan("count", "Book", ("func.count()",), ("Book.author_id",)),
        ),
        (
            select(func.max(Book.id).label("last")).where(Book.author_id == 1),
            Plan("aggregate", "Book", ("func.max(Book.id)",), ("Book.author_id",)),
        ),
        (
            select(exists().where(Book.author_id == 1)),
            Plan("exists", "Book", ("exists()",), ("Book.author_id",)),
        ),
        (
            select(book.c.title).where(book.c.author_id == 1),
            Plan("select", "book", ("book.c.title",), ("book.c.author_id",)),
        ),
        (text("SELECT 1"), Plan("raw")),
        ("SELECT 1", Plan("raw")),
        (insert(Book), Plan("insert", "Book")),
        (update(Book).where(Book.id == 1), Plan("update", "Book", (), ("Book.id",))),
        (delete(Book).where(Book.id == 1), Plan("delete", "Book", (), ("Book.id",))),
        (insert(book), Plan("insert", "book")),
    ],
)
def test_what_a_construct_asks_for(statement: object, expected: Plan) -> None:
    plan = plan_of(statement)
    told = Plan(plan.operation, plan.model, plan.columns, plan.keys)
    assert told == expected


def test_a_constant_asks_whether_there_is_a_row() -> None:
    assert plan_of(select(true()).where(Book.id == 1)).operation == "exists"
    assert plan_of(select(text("1")).where(Book.id == 1)).operation == "exists"


def test_an_alias_is_its_class() -> None:
    assert plan_of(select(other).where(other.id == 1)).model == "Book"


def test_alternatives_have_no_key() -> None:
    either = select(Book).where((Book.id == 1) | (Book.id == 2))
    assert plan_of(either).keys == ()


@pytest.mark.parametrize(
    ("statement", "is_unique"),
    [
        (select(Book).where(Book.id == 1), True),
        (select(Book).where(Book.author_id == 1), False),
        (select(Book).where(Book.author_id == 1, Book.id == 2), True),
        (select(book_tag).where(book_tag.c.tag_id == 1), False),
    ],
)
def test_whether_one_row_at_most_can_be_meant(
    statement: object, is_unique: bool
) -> None:
    assert plan_of(statement).is_unique is is_unique


def test_a_function_around_an_aggregate_is_one() -> None:
    total = func.coalesce(func.sum(Book.id), 0)
    plan = plan_of(select(total).where(Book.author_id == 1))
    assert plan.operation == "aggregate"
    assert plan.columns == ("func.coalesce(func.sum(Book.id), ...)",)


def test_the_relations_that_a_key_stands_for() -> None:
    plan = plan_of(select(Book).where(Book.author_id == 1))
    assert plan.related == ("Book.author=author_id=id",)
