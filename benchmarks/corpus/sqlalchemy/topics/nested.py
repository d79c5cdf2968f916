"""Relations behind relations: one finding a level, each with its whole path."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import (
    Author,
    Book,
    Country,
    Event,
    Membership,
    Profile,
    Publisher,
    Review,
)
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="nested", populate=populate)


def collection_of_collections() -> list[str]:
    names = []
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_collection_of_collections  # fmt: skip
        for author in authors:  # loop: sa_collection_of_collections
            for book in author.books:  # blame: sa_collection_of_collections; loop: sa_collection_of_collections.tags  # fmt: skip
                for tag in book.tags:  # blame: sa_collection_of_collections.tags
                    names.append(tag.name)
    return names


def collection_of_collections_fixed() -> list[str]:
    loaded = selectinload(Author.books).selectinload(Book.tags)
    with Session() as session:
        authors = session.scalars(select(Author).options(loaded))
        return [t.name for author in authors for b in author.books for t in b.tags]


def to_one_chain() -> list[str]:
    with Session() as session:
        reviews = session.scalars(select(Review)).all()  # origin: sa_to_one_chain
        lines = []
        for review in reviews:  # loop: sa_to_one_chain
            book = review.book  # blame: sa_to_one_chain
            country = book.author.country  # blame: sa_to_one_chain.author; blame: sa_to_one_chain.country  # fmt: skip
            lines.append(f"{book.title} {country.name}")
        return lines


def to_one_chain_fixed() -> list[str]:
    path = joinedload(Review.book).joinedload(Book.author).joinedload(Author.country)
    with Session() as session:
        reviews = session.scalars(select(Review).options(path))
        return [f"{r.book.title} {r.book.author.country.name}" for r in reviews]


def to_one_then_many() -> list[tuple[str, int]]:
    with Session() as session:
        profiles = session.scalars(select(Profile)).all()  # origin: sa_to_one_then_many
        found = []
        for profile in profiles:  # loop: sa_to_one_then_many
            author = profile.author  # blame: sa_to_one_then_many
            found.append((author.name, len(author.books)))  # blame: sa_to_one_then_many.books  # fmt: skip
        return found


def to_one_then_many_fixed() -> list[tuple[str, int]]:
    path = joinedload(Profile.author).selectinload(Author.books)
    with Session() as session:
        profiles = session.scalars(select(Profile).options(path))
        return [(p.author.name, len(p.author.books)) for p in profiles]


def many_then_to_one() -> list[str]:
    with Session() as session:
        houses = session.scalars(select(Publisher)).all()  # origin: sa_many_then_to_one
        lines = []
        for house in houses:  # loop: sa_many_then_to_one
            for book in house.books:  # blame: sa_many_then_to_one; loop: sa_many_then_to_one.author  # fmt: skip
                lines.append(book.author.name)  # blame: sa_many_then_to_one.author
        return lines


def many_then_to_one_fixed() -> list[str]:
    path = selectinload(Publisher.books).joinedload(Book.author)
    with Session() as session:
        houses = session.scalars(select(Publisher).options(path))
        return [book.author.name for house in houses for book in house.books]


def association_object() -> list[str]:
    with Session() as session:
        authors = session.scalars(select(Author)).all()  # origin: sa_association_object
        lines = []
        for author in authors:  # loop: sa_association_object
            for member in author.memberships:  # blame: sa_association_object; loop: sa_association_object.group  # fmt: skip
                group = member.group  # blame: sa_association_object.group
                lines.append(f"{author.name}: {member.role} of {group.name}")
        return lines


def association_object_fixed() -> list[str]:
    path = selectinload(Author.memberships).joinedload(Membership.group)
    with Session() as session:
        return [
            f"{author.name}: {member.role} of {member.group.name}"
            for author in session.scalars(select(Author).options(path))
            for member in author.memberships
        ]


def half_loaded() -> list[str]:
    """The first step was thought of, the second was not."""
    with Session() as session:
        authors = session.scalars(
            select(Author).options(selectinload(Author.books))  # origin: sa_half_loaded
        ).all()
        names = []
        for author in authors:
            for book in author.books:  # loop: sa_half_loaded
                names += [tag.name for tag in book.tags]  # blame: sa_half_loaded
        return names


def behind_a_joined_load() -> list[str]:
    with Session() as session:
        query = select(Book).options(  # origin: sa_behind_a_joined_load
            joinedload(Book.author)
        )
        lines = []
        for book in session.scalars(query):  # loop: sa_behind_a_joined_load
            country = book.author.country  # blame: sa_behind_a_joined_load
            lines.append(f"{book.title} {country.name}")
        return lines


def behind_a_joined_load_fixed() -> list[str]:
    path = joinedload(Book.author).joinedload(Author.country)
    with Session() as session:
        books = session.scalars(select(Book).options(path))
        return [f"{book.title} {book.author.country.name}" for book in books]


def a_row_fetched_singly() -> list[str]:
    """The hop behind `session.get` counts like any other."""
    with Session() as session:
        events = session.scalars(select(Event)).all()
        lines = []
        for event in events:  # loop: sa_a_row_fetched_singly
            author = session.get(Author, event.author_id)  # blame: sa_a_row_fetched_singly  # fmt: skip
            country = author.country  # blame: sa_a_row_fetched_singly.country
            lines.append(f"{event.name} in {country.name}")
        return lines


def a_row_fetched_singly_fixed() -> list[str]:
    query = (
        select(Event, Country)
        .join(Author, Author.id == Event.author_id)
        .join(Author.country)
    )
    with Session() as session:
        return [f"{e.name} in {c.name}" for e, c in session.execute(query)]


def _path(code: str, name: str, *steps: tuple[str, str]) -> tuple[Expect, ...]:
    """Expect each step of a path to be found, with the code up to that step."""
    expected, path = [], ""
    for relation, part in steps:
        is_one = relation in TO_ONE
        path += f".{'joinedload' if is_one else 'selectinload'}({relation})"
        marker = f"{name}.{part}" if part else name
        expected.append(
            Expect(
                "NPG001" if is_one else "NPG002",
                relation,
                fix=(path.lstrip("."),),
                blame=marker,
                loop=marker if code == "deep" and part else name,
                origin=name,
            )
        )
    return tuple(expected)


TO_ONE = (
    "Review.book",
    "Book.author",
    "Author.country",
    "Profile.author",
    "Membership.group",
)
BOOK_TAGS = _path(
    "deep", "sa_collection_of_collections", ("Author.books", ""), ("Book.tags", "tags")
)
CHAIN = _path(
    "flat",
    "sa_to_one_chain",
    ("Review.book", ""),
    ("Book.author", "author"),
    ("Author.country", "country"),
)
GOT = (
    Expect("NPG004", None, fix=("Author.id.in_(",)),
    Expect(
        "NPG001",
        "Author.country",
        blame="sa_a_row_fetched_singly.country",
        fix=("joinedload(Author.country)",),
    ),
)
CASES = (
    positive(
        "sa_collection_of_collections",
        run=collection_of_collections,
        fixed=collection_of_collections_fixed,
        expect=BOOK_TAGS,
    ),
    positive(
        "sa_to_one_chain", run=to_one_chain, fixed=to_one_chain_fixed, expect=CHAIN
    ),
    positive(
        "sa_to_one_then_many",
        run=to_one_then_many,
        fixed=to_one_then_many_fixed,
        expect=_path(
            "flat",
            "sa_to_one_then_many",
            ("Profile.author", ""),
            ("Author.books", "books"),
        ),
    ),
    positive(
        "sa_many_then_to_one",
        run=many_then_to_one,
        fixed=many_then_to_one_fixed,
        expect=_path(
            "deep",
            "sa_many_then_to_one",
            ("Publisher.books", ""),
            ("Book.author", "author"),
        ),
    ),
    positive(
        "sa_association_object",
        run=association_object,
        fixed=association_object_fixed,
        expect=_path(
            "deep",
            "sa_association_object",
            ("Author.memberships", ""),
            ("Membership.group", "group"),
        ),
    ),
    positive(
        "sa_half_loaded",
        run=half_loaded,
        fixed=collection_of_collections_fixed,
        expect=(
            Expect(
                "NPG002",
                "Book.tags",
                fix=("selectinload(Author.books).selectinload(Book.tags)",),
            ),
        ),
    ),
    positive(
        "sa_behind_a_joined_load",
        run=behind_a_joined_load,
        fixed=behind_a_joined_load_fixed,
        expect=(
            Expect(
                "NPG001",
                "Author.country",
                fix=("joinedload(Book.author).joinedload(Author.country)",),
            ),
        ),
    ),
    positive(
        "sa_a_row_fetched_singly",
        run=a_row_fetched_singly,
        fixed=a_row_fetched_singly_fixed,
        expect=GOT,
    ),
)
