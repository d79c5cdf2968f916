"""Rows asked one by one for the single row they point at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Author, Book, Profile
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="to_one", populate=populate)


def many_to_one() -> list[str]:
    names = []
    with Session() as session:
        query = select(Book).order_by(Book.id)  # origin: sa_many_to_one
        for book in session.scalars(query).all():  # loop: sa_many_to_one
            names.append(book.author.name)  # blame: sa_many_to_one
    return names


def many_to_one_fixed() -> list[str]:
    with Session() as session:
        query = select(Book).options(joinedload(Book.author)).order_by(Book.id)
        return [book.author.name for book in session.scalars(query)]


def comprehension() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).order_by(Book.id))  # origin: sa_comprehension  # fmt: skip
        return [b.author.name for b in books]  # blame: sa_comprehension; loop: sa_comprehension  # fmt: skip


def streamed() -> list[str]:
    with Session() as session:
        names = []
        for book in session.scalars(  # loop: sa_streamed
            select(Book).order_by(Book.id)  # origin: sa_streamed
        ):
            if book.published or book.id:
                names.append(f"{book.title} by {book.author.name}")  # blame: sa_streamed  # fmt: skip
        return names


def streamed_fixed() -> list[str]:
    with Session() as session:
        query = select(Book).options(joinedload(Book.author)).order_by(Book.id)
        return [f"{b.title} by {b.author.name}" for b in session.scalars(query)]


def one_to_one() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_one_to_one
        lines = []
        for author in authors:  # loop: sa_one_to_one
            lines.append(f"{author.name}: {author.profile.bio}")  # blame: sa_one_to_one
        return lines


def one_to_one_fixed() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author).options(joinedload(Author.profile)))
        return [f"{author.name}: {author.profile.bio}" for author in authors]


def one_to_one_back() -> list[str]:
    with Session() as session:
        profiles = session.scalars(select(Profile))  # origin: sa_one_to_one_back
        return [
            profile.author.name  # blame: sa_one_to_one_back
            for profile in profiles  # loop: sa_one_to_one_back
        ]


def one_to_one_back_fixed() -> list[str]:
    with Session() as session:
        profiles = session.scalars(select(Profile).options(joinedload(Profile.author)))
        return [profile.author.name for profile in profiles]


def byline(book: Book) -> str:
    return f"{book.title} by {book.author.name}"  # blame: sa_in_a_helper; blame: sa_mapped_call  # fmt: skip


def in_a_helper() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_in_a_helper
        lines = []
        for book in books:  # loop: sa_in_a_helper
            lines.append(byline(book))
        return lines


def mapped_call() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_mapped_call
        return list(map(byline, books))


def bylines_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(joinedload(Book.author)))
        return [byline(book) for book in books]


def sort_key() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_sort_key
        books = sorted(books, key=lambda b: b.author.name)  # blame: sa_sort_key
        return [book.title for book in books]


def sort_key_fixed() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).options(joinedload(Book.author)))
        return [b.title for b in sorted(books, key=lambda b: b.author.name)]


def two_relations() -> list[tuple[str, str]]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_two_relations
        pairs = []
        for book in books:  # loop: sa_two_relations
            author = book.author.name  # blame: sa_two_relations
            house = book.publisher.name if book.publisher else "-"  # blame: sa_two_relations.house  # fmt: skip
            pairs.append((author, house))
        return pairs


def two_relations_fixed() -> list[tuple[str, str]]:
    loaded = select(Book).options(joinedload(Book.author), joinedload(Book.publisher))
    with Session() as session:
        return [(b.author.name, b.publisher.name) for b in session.scalars(loaded)]


def key_only() -> list[int]:
    with Session() as session:
        books = session.scalars(select(Book)).all()
        owners = []
        for book in books:  # loop: sa_key_only
            owners.append(book.author.id)  # blame: sa_key_only
        return owners


def key_only_fixed() -> list[int]:
    with Session() as session:
        return [book.author_id for book in session.scalars(select(Book))]


def countries() -> Iterator[str]:
    with Session() as session:
        query = select(Author).where(Author.score > 0)  # origin: sa_in_a_generator
        for author in session.scalars(query).all():  # loop: sa_in_a_generator
            yield author.country.name  # blame: sa_in_a_generator


def in_a_generator() -> str:
    return ", ".join(countries())


def in_a_generator_fixed() -> str:
    query = select(Author).options(joinedload(Author.country)).where(Author.score > 0)
    with Session() as session:
        return ", ".join(a.country.name for a in session.scalars(query))


def property_on_the_model() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_property_on_the_model  # fmt: skip
        return [a.origin_label for a in authors]  # loop: sa_property_on_the_model


def property_on_the_model_fixed() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author).options(joinedload(Author.country)))
        return [author.origin_label for author in authors]


def joined_row() -> list[str]:
    with Session() as session:
        rows = session.execute(
            select(Book, Author).join(Book.author)  # origin: sa_joined_row
        ).all()
        found = []
        for book, author in rows:  # loop: sa_joined_row
            house = book.publisher  # blame: sa_joined_row
            found.append(f"{author.name} {house.name}")
        return found


def joined_row_fixed() -> list[str]:
    query = select(Book, Author).join(Book.author).options(joinedload(Book.publisher))
    with Session() as session:
        return [
            f"{author.name} {b.publisher.name}" for b, author in session.execute(query)
        ]


def by_index() -> list[str]:
    with Session() as session:
        books = session.scalars(select(Book).limit(100)).all()  # origin: sa_by_index
        found, position = [], 0
        while position < len(books):  # loop: sa_by_index
            found.append(books[position].author.name)  # blame: sa_by_index
            position += 1
        return found


def _expect(relation: str, **places: str) -> tuple[Expect, ...]:
    return (Expect("NPG001", relation, fix=(f"joinedload({relation})",), **places),)


BOOK_AUTHOR = _expect("Book.author")
CASES = (
    positive(
        "sa_many_to_one", run=many_to_one, fixed=many_to_one_fixed, expect=BOOK_AUTHOR
    ),
    positive(
        "sa_comprehension",
        run=comprehension,
        fixed=many_to_one_fixed,
        expect=BOOK_AUTHOR,
    ),
    positive("sa_streamed", run=streamed, fixed=streamed_fixed, expect=BOOK_AUTHOR),
    positive(
        "sa_one_to_one",
        run=one_to_one,
        fixed=one_to_one_fixed,
        expect=_expect("Author.profile"),
    ),
    positive(
        "sa_one_to_one_back",
        run=one_to_one_back,
        fixed=one_to_one_back_fixed,
        expect=_expect("Profile.author"),
    ),
    positive(
        "sa_in_a_helper", run=in_a_helper, fixed=bylines_fixed, expect=BOOK_AUTHOR
    ),
    positive(
        "sa_mapped_call",
        run=mapped_call,
        fixed=bylines_fixed,
        expect=_expect("Book.author", loop="library"),
    ),
    positive(
        "sa_sort_key",
        run=sort_key,
        fixed=sort_key_fixed,
        expect=_expect("Book.author", loop="library"),
    ),
    positive(
        "sa_two_relations",
        run=two_relations,
        fixed=two_relations_fixed,
        expect=BOOK_AUTHOR + _expect("Book.publisher", blame="sa_two_relations.house"),
    ),
    positive(
        "sa_key_only",
        run=key_only,
        fixed=key_only_fixed,
        expect=(Expect("NPG001", "Book.author", fix=("author_id",)),),
    ),
    positive(
        "sa_in_a_generator",
        run=in_a_generator,
        fixed=in_a_generator_fixed,
        expect=_expect("Author.country"),
    ),
    positive(
        "sa_property_on_the_model",
        run=property_on_the_model,
        fixed=property_on_the_model_fixed,
        expect=_expect("Author.country"),
    ),
    positive(
        "sa_joined_row",
        run=joined_row,
        fixed=joined_row_fixed,
        expect=_expect("Book.publisher"),
    ),
    positive("sa_by_index", run=by_index, fixed=many_to_one_fixed, expect=BOOK_AUTHOR),
)
