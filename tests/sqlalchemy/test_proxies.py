from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from tests.sqlalchemy.models import Book, Label
from tests.sqlalchemy.watching import found


def names(session: Session) -> list[str]:
    found = []
    for book in session.scalars(select(Book).order_by(Book.id)).all():
        for tag in book.label_tags:
            found.append(tag.name)
    return found


def test_a_proxy_follows_a_relation_of_each_row(session: Session) -> None:
    findings = {finding.relation: finding for finding in found(names, session)}
    assert set(findings) == {"Book.labels", "Label.tag"}
    tag = findings["Label.tag"]
    assert tag.blame.expression == "book.label_tags"
    assert "selectinload(Book.labels).joinedload(Label.tag)" in tag.advice.code


def test_two_uses_of_proxies_are_two_places(session: Session) -> None:
    def code(session: Session) -> None:
        one, other = session.get(Book, 1), session.get(Book, 3)
        assert one is not None
        assert other is not None
        list(one.label_tags)[:1]
        list(other.label_tags)[:1]

    counts = [f.count for f in found(code, session) if f.relation == "Label.tag"]
    assert counts == [2, 2]


def test_a_proxy_over_what_is_loaded_is_silent(session: Session) -> None:
    def code(session: Session) -> None:
        path = selectinload(Book.labels).joinedload(Label.tag)
        for book in session.scalars(select(Book).options(path)):
            [tag.name for tag in book.label_tags]
        for book in session.scalars(select(Book).options(selectinload(Book.tags))):
            list(book.tag_names)

    assert found(code, session) == []
