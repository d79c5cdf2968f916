"""A helper of the project that runs whatever it is given: the line that gave it is blamed."""

from __future__ import annotations

import inspect

from sqlalchemy import bindparam, func, select

from nplusone_guard import guard
from tests.sqlalchemy.models import Author, Book


class Repository:
    def __init__(self, session):
        self.session = session

    def _run(self, statement):
        return self.session.execute(statement)

    def _limited(self, statement):
        statement = statement.limit(1)
        return self.session.execute(statement)


class Books(Repository):
    def count_of(self, author):
        return self._run(
            select(func.count()).where(Book.author_id == author.id)
        ).scalar()

    def first_of(self, author):
        return self._limited(
            select(Book.id).where(Book.author_id == author.id)
        ).scalar()


def found_in(function, session):
    authors = session.scalars(select(Author)).all()
    with guard(mode="collect", threshold=2) as watch:
        for author in authors:
            function(Books(session), author)
    (finding,) = watch.report.findings
    return finding


def line_of(function, text):
    lines, start = inspect.getsourcelines(function)
    return next(start + number for number, line in enumerate(lines) if text in line)


def test_the_line_that_gave_the_statement_is_blamed(session):
    finding = found_in(Books.count_of, session)
    assert finding.blame.line == line_of(Books.count_of, "_run(")
    assert "group_by(Book.author_id)" in finding.advice.code


def test_a_helper_that_adds_something_of_its_own_is_blamed(session):
    finding = found_in(Books.first_of, session)
    assert finding.blame.line == line_of(Repository._limited, "execute(")


def rows_of(session, statement, keys):
    return [session.execute(statement, {"key": key}).all() for key in keys]


def test_a_loop_in_the_helper_itself_is_told_there(session):
    statement = select(Book.id).where(Book.author_id == bindparam("key"))
    with guard(mode="collect", threshold=2) as watch:
        rows_of(session, statement, [1, 2])
    (finding,) = watch.report.findings
    assert finding.blame.line == line_of(rows_of, "execute(")
