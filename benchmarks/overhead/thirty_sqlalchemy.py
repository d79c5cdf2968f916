"""A request of thirty different statements, no two of one shape, as SQLAlchemy writes them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, load_only

from benchmarks.overhead.sqlalchemy_work import Author, Book


def thirty(session: Session) -> None:
    """Ask thirty different things, one after the other."""
    book = session.get_one(Book, 1)
    book.author.name
    session.scalar(select(Author).where(Author.id == 2, Author.country == "de"))
    session.scalar(select(Author).where(Author.name == "author 3"))
    session.scalar(select(Author).where(Author.name == "author 4", Author.id == 5))
    session.scalar(select(Book).where(Book.title == "book 5"))
    session.scalar(select(Book).where(Book.title == "book 6", Book.pages == 6))
    session.scalar(select(Book).join(Book.author).where(Author.name == "author 7"))
    session.scalar(select(Book).where(Book.pages == 8).limit(1))
    session.scalar(select(Book).where(Book.pages > 9).order_by(Book.id.desc()).limit(1))
    session.scalar(select(Book.id).where(Book.title == "book 10"))
    session.scalar(select(func.count(Book.id)).where(Book.pages < 11))
    session.scalar(select(Author.id).where(Author.name == "author 12"))
    session.scalar(select(func.count(Author.id)).where(Author.country == "fr"))
    session.scalar(select(Author).where(Author.name == "author 14").limit(1))
    session.scalar(select(Author).order_by(Author.name.desc()).limit(1))
    session.execute(select(Book.title).where(Book.pages == 16)).all()
    session.execute(select(Book.pages).where(Book.pages == 17)).all()
    session.execute(select(Author.name).where(Author.name == "author 18")).all()
    session.execute(select(Author.id, Author.name).where(Author.id == 19)).all()
    list(book.author.books)
    session.scalar(select(func.count()).where(Book.author_id == 21))
    session.scalars(select(Book).where(Book.author_id == 1, Book.pages == 22)).all()
    session.scalar(select(func.max(Book.pages)))
    session.scalar(select(func.min(Author.name)))
    session.scalars(select(Book).options(joinedload(Book.author)).limit(2)).all()
    session.scalars(select(Book).options(load_only(Book.title)).limit(2)).all()
    session.scalars(select(Author).options(load_only(Author.name)).limit(2)).all()
    session.scalars(select(Book).order_by(Book.pages, Book.title).limit(1)).all()
    session.scalars(select(Author).order_by(Author.name, Author.id).limit(1)).all()
