"""One parent and a loop over its collection: the query that gave the parent loads both."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from nplusone_guard import guard
from tests.sqlalchemy.models import Author


def by_key(session):
    author = session.get(Author, 1)
    return [tag.name for book in author.books for tag in book.tags]


def by_condition(session):
    author = session.scalars(select(Author).where(Author.id == 1)).one()
    return [tag.name for book in author.books for tag in book.tags]


def author_called(session, name, strict=False):
    query = session.query(Author).filter_by(id=name)
    if strict:
        query = query.filter(Author.id > 0)
    return query.one()


def through_a_helper(session):
    author = author_called(session, 1)
    names = []
    for book in author.books:
        names += [tag.name for tag in book.tags]
    return names


def handed_in(author):
    return [tag.name for book in author.books for tag in book.tags]


OPTION = "selectinload(Author.books).selectinload(Book.tags)"


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (by_key, f"session.get(Author, 1, options=[{OPTION}])"),
        (by_condition, f"select(Author).where(Author.id == 1).options({OPTION})"),
        (
            through_a_helper,
            f"session.query(Author).filter_by(id=name).options({OPTION})",
        ),
    ],
)
def test_the_parent_s_query_is_the_one_to_change(session, function, code):
    with guard(mode="collect", threshold=2) as watch:
        function(session)
    (finding,) = watch.report.findings
    assert finding.advice.code == code
    assert code.startswith(finding.origin.expression.removesuffix(")"))


def test_a_parent_that_came_from_elsewhere_is_named_where_it_is_gone_over(session):
    author = session.get(Author, 1)
    session.expire_all()
    with guard(mode="collect", threshold=2) as watch:
        handed_in(author)
    (finding,) = watch.report.findings
    assert OPTION in finding.advice.code
    assert finding.certainty != "certain"
