"""Ranges whose bounds a row of the loop brings along, next to the pages of one walk."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.sqlalchemy.models import Book, Note, Tag
from tests.sqlalchemy.watching import found, only


def listed(session: Session) -> None:
    for tag in session.scalars(select(Tag)):
        session.scalars(
            select(Book).where(Book.id >= tag.id, Book.id < tag.id + 2)
        ).all()


def made_before(session: Session) -> None:
    for tag in session.scalars(select(Tag)).all():
        statement = select(Book).where(Book.id.between(tag.id, tag.id + 2))
        for book in session.scalars(statement):
            assert book.title


def legacy(session: Session) -> None:
    for tag in session.query(Tag).all():
        session.query(Book).filter(Book.id >= tag.id, Book.id < tag.id + 2).all()


def added(session: Session) -> dict[int, Any]:
    total = select(func.sum(Book.id))
    return {
        tag.id: session.scalar(total.where(Book.id >= tag.id, Book.id < tag.id + 2))
        for tag in session.scalars(select(Tag)).all()
    }


def by_hand(session: Session) -> None:
    for tag in session.scalars(select(Tag)).all():
        statement = text("SELECT title FROM book WHERE id >= :low AND id < :high")
        session.execute(statement, {"low": tag.id, "high": tag.id + 2}).all()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (listed, "NPG004"),
        (made_before, "NPG004"),
        (legacy, "NPG004"),
        (added, "NPG005"),
        (by_hand, "NPG009"),
    ],
)
def test_the_range_of_each_row_is_told_without_a_patch(code, told, session):
    finding = only(code, session)
    assert finding.code == told
    assert finding.certainty == "unsure"
    assert finding.advice.code == ""
    assert "whole span" in finding.advice.text


def walked(session: Session) -> None:
    last = 0
    ordered = select(Book).order_by(Book.id).limit(2)
    while page := session.scalars(ordered.where(Book.id > last)).all():
        last = page[-1].id


def walked_for_some_rounds(session: Session) -> None:
    last = 0
    for _ in range(9):
        statement = select(Book).where(Book.id > last).order_by(Book.id).limit(2)
        page = session.scalars(statement).all()
        if not page:
            break
        last = page[-1].id


def in_chunks(session: Session) -> None:
    for low in range(0, 6, 2):
        session.scalars(select(Book).where(Book.id >= low, Book.id < low + 2)).all()


def in_planned_chunks(session: Session) -> None:
    ends = select(func.min(Book.id).label("low"), func.max(Book.id).label("high"))
    for part in session.execute(ends.group_by(Book.author_id)).all():
        chosen = select(Book).where(Book.id >= part.low, Book.id <= part.high)
        session.scalars(chosen).all()


def in_windows(session: Session) -> None:
    low = 0
    while low < 6:
        high = low + 2
        total = select(func.count()).where(Note.id >= low, Note.id < high)
        session.scalar(total)
        low = high


@pytest.mark.parametrize(
    "code",
    [walked, walked_for_some_rounds, in_chunks, in_planned_chunks, in_windows],
)
def test_the_pages_of_one_walk_are_silent(code, session):
    assert found(code, session) == []
