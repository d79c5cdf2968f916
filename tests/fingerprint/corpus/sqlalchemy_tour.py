"""A tour through SQLAlchemy's ORM with authors, books and tags."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    String,
    Table,
    and_,
    case,
    delete,
    exists,
    extract,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    defer,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    subqueryload,
)


class Base(DeclarativeBase):
    """The tables of the tour."""


tagging = Table(
    "tagging",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50))
    order: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    tags: Mapped[list[Tag]] = relationship(secondary=tagging)


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))


def run(session: Session) -> None:
    """Send one statement of each kind, most of them with several sizes of list."""
    _write(session)
    _read(session)
    _count(session)
    _change(session)
    session.rollback()


def _write(session: Session) -> None:
    for size in (1, 2, 5):
        tags = [Tag(name=f"t{n}") for n in range(size)]
        books = [Book(title=f"b{n}", tags=tags) for n in range(size)]
        session.add(Author(name=f"a{size}", books=books))
        with session.begin_nested():
            session.flush()
        session.execute(insert(Tag), [{"name": f"x{n}"} for n in range(size)])
        session.execute(insert(Tag).values([{"name": f"y{n}"} for n in range(size)]))


def _read(session: Session) -> None:
    for size in (1, 2, 7):
        keys = list(range(1, size + 1))
        session.scalars(select(Book).where(Book.id.in_(keys))).all()
        session.scalars(select(Book).where(Book.id.not_in(keys))).all()
        pairs = [(key, f"b{key}") for key in keys]
        session.scalars(
            select(Book).where(tuple_(Book.id, Book.title).in_(pairs))
        ).all()
        session.scalars(select(Book).order_by(Book.id).limit(size)).all()
        session.scalars(
            select(Book).order_by(Book.id.desc()).limit(3).offset(size)
        ).all()
        session.scalars(
            select(Book).where(Book.id > size).order_by(Book.id).limit(2)
        ).all()
    session.expire_all()
    for author in session.scalars(select(Author)).all():
        _ = [[tag.name for tag in book.tags] for book in author.books]
    for option in (joinedload, selectinload, subqueryload):
        session.expire_all()
        query = select(Author).options(option(Author.books).options(option(Book.tags)))
        session.scalars(query).unique().all()
    session.scalars(select(Book).options(defer(Book.title)).limit(1)).one().title
    session.get(Book, 1, populate_existing=True)
    other = aliased(Author)
    session.execute(select(Book, other).join(other, Book.author)).all()
    session.scalars(select(Book).where(Book.author.has(Author.name == "a'b"))).all()
    session.scalars(
        select(Author).where(Author.books.any(Book.title.ilike("%b_")))
    ).all()
    session.scalars(
        select(Book).where(
            or_(Book.id == 1, and_(Book.id > 2, ~Book.title.contains("x")))
        )
    ).all()
    session.scalars(select(Book.id).union(select(Tag.id))).all()
    session.execute(
        text("SELECT id FROM book WHERE id = :key AND title <> 'x'': y'"), {"key": 1}
    )
    session.scalars(select(Book).with_for_update().where(Book.id == 1)).all()


def _count(session: Session) -> None:
    session.scalar(select(func.count()).select_from(Book).where(Book.author_id == 1))
    session.execute(
        select(Book.author_id, func.count())
        .group_by(Book.author_id)
        .having(func.count() > 1)
    ).all()
    session.scalar(select(exists().where(Book.id == 1)))
    session.execute(
        select(case((Book.id == 1, "a"), (Book.id == 2, "b"), else_="c"))
    ).all()
    session.execute(select(func.row_number().over(order_by=Book.id))).all()
    session.execute(select(extract("year", func.current_timestamp()))).all()
    cte = select(Book.id).where(Book.order == 0).cte("firsts")
    session.execute(select(Author).join(cte, cte.c.id == Author.id)).all()
    latest = (
        select(func.max(Book.id)).where(Book.author_id == Author.id).scalar_subquery()
    )
    session.execute(select(Author.name, latest)).all()


def _change(session: Session) -> None:
    books = session.scalars(select(Book)).all()
    for size in (1, 2):
        for book in books[:size]:
            book.title += "!"
        session.flush()
    session.execute(
        update(Book).where(Book.id.in_([1, 2])).values(order=Book.order + 1)
    )
    session.execute(delete(tagging).where(tagging.c.book_id == 1))
    session.delete(books[-1])
    session.flush()
