from __future__ import annotations

from tests.cli.commands import command

PROGRAM = """
import warnings
warnings.simplefilter("error")
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship()

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(Book(author=Author()) for _ in range(3))
    session.commit()

def names(option):
    with Session(engine) as session:
        for book in session.scalars(select(Book).options(*option)):
            book.author.id
"""


def test_an_orm_that_is_imported_later_is_watched(tmp_path):
    (tmp_path / "slow.py").write_text(PROGRAM + "names([])\n")
    ended = command("run", "--fail", "--", str(tmp_path / "slow.py"))

    assert ended.returncode == 1
    assert "NPG001 Book.author: 3 queries instead of 1" in ended.stderr
    assert "failed while it tried" not in ended.stderr


def test_the_fixed_program_passes(tmp_path):
    fixed = "from sqlalchemy.orm import joinedload\nnames([joinedload(Book.author)])\n"
    (tmp_path / "fixed.py").write_text(PROGRAM + fixed)
    ended = command("run", "--fail", "--", str(tmp_path / "fixed.py"))

    assert ended.returncode == 0, ended.stderr
