from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Generic, TypeVar

import pytest
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    TypeAdapter,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from nplusone_guard import Finding, guard, uninstall
from nplusone_guard.capture.landmarks import code_of, landmark_of
from nplusone_guard.frameworks.pydantic_fields import fields_of
from tests.frameworks.library import library, line_of
from tests.sqlalchemy.models import Author, Book, Node


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CountryOut(Out):
    name: str


class AuthorOut(Out):
    land: CountryOut = Field(validation_alias=AliasChoices("land", "country"))  # land


class TagOut(Out):
    name: str


class BookOut(Out):
    author: AuthorOut  # author


class ShelfBook(Out):
    tags: list[TagOut]  # tags


class Shelf(Out):
    books: list[ShelfBook]  # books


class Text(Out):
    text: str  # text


class Pair(Out):
    first: AuthorOut
    second: AuthorOut


class Pairs(Out):
    pairs: list[Pair]  # pairs


class NodeOut(Out):
    children: list[NodeOut]  # children


class ParentOut(Out):
    parent: Annotated[ParentOut | None, Field(validation_alias=AliasPath("up", 0))]


Books = RootModel[list[BookOut]]
Item = TypeVar("Item")


class Page(Out, Generic[Item]):
    items: list[Item]  # items


@pytest.fixture
def session() -> Iterator[Session]:
    with library() as engine, Session(engine) as session:
        yield session


def books(session: Session) -> Any:
    return session.scalars(select(Book)).all()


def authors(session: Session) -> Any:
    return session.scalars(select(Author)).all()


def validated_list(session: Session) -> None:
    rows = books(session)
    TypeAdapter(list[BookOut]).validate_python(rows)


def validated_root(session: Session) -> None:
    Books.model_validate(books(session))


def validated_each(session: Session) -> None:
    for book in books(session):
        BookOut.model_validate(book)


def nested_in_one(session: Session) -> None:
    Shelf.model_validate(session.get(Author, 1))


def nested_in_each(session: Session) -> None:
    for author in authors(session):
        Shelf.model_validate(author)


def deferred(session: Session) -> None:
    TypeAdapter(list[Text]).validate_python(books(session))


def made_with_rows(session: Session) -> None:
    first, second, third = authors(session)
    pairs: Any = [{"first": first, "second": second}, {"first": third, "second": first}]
    Pairs(pairs=pairs)


def list_of_each(session: Session) -> None:
    for author in authors(session):
        TypeAdapter(list[ShelfBook]).validate_python(author.books)


def found(code: Callable[[Session], None], session: Session) -> list[Finding]:
    with guard("test", mode="collect") as watch:
        code(session)
    return list(watch.report.findings)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (validated_list, {("Book.author", "author"), ("Author.country", "land")}),
        (validated_root, {("Book.author", "author"), ("Author.country", "land")}),
        (validated_each, {("Book.author", "author"), ("Author.country", "land")}),
        (nested_in_one, {("Book.tags", "tags")}),
        (nested_in_each, {("Author.books", "books"), ("Book.tags", "tags")}),
        (deferred, {("Book.text", "text")}),
        (made_with_rows, {("Author.country", "land")}),
    ],
)
def test_the_blame_is_the_field(
    code: Callable[[Session], None], expected: set[tuple[str, str]], session: Session
) -> None:
    findings = found(code, session)
    assert {(each.relation, each.blame.line) for each in findings} == {
        (relation, line_of(__file__, mark)) for relation, mark in expected
    }


def test_the_field_is_called_by_its_class(session: Session) -> None:
    blame = found(validated_list, session)[0].blame
    assert (blame.expression, blame.function) == ("BookOut.author", "BookOut")


def test_the_loop_is_the_call_the_list_field_or_the_loop_around(
    session: Session,
) -> None:
    (called, _) = found(validated_list, session)
    assert called.loop is not None
    assert called.loop.expression == "TypeAdapter(list[BookOut]).validate_python(rows)"
    session.expunge_all()
    (held,) = found(nested_in_one, session)
    assert held.loop is not None
    assert held.loop.expression == "Shelf.books"
    session.expunge_all()
    (around, _) = found(validated_each, session)
    assert around.loop is not None
    assert around.loop.expression == "for book in books(session)"


def test_the_fix_goes_along_the_fields(session: Session) -> None:
    first, second = found(validated_list, session)
    assert first.advice.code == (
        "select(Book).options(joinedload(Book.author))"
        ".options(joinedload(Book.author).joinedload(Author.country))"
    )
    assert second.advice.code == (
        "select(Book).options(joinedload(Book.author).joinedload(Author.country))"
    )
    assert first.origin is not None
    assert first.origin.expression == "select(Book)"


def test_the_rows_of_an_attribute_lead_to_the_query_of_its_owner(
    session: Session,
) -> None:
    by_relation = {each.relation: each for each in found(list_of_each, session)}
    assert by_relation["Book.tags"].advice.code == (
        "select(Author).options(selectinload(Author.books).selectinload(Book.tags))"
    )


def test_the_list_of_a_generic_model_is_its_field(session: Session) -> None:
    def paged(session: Session) -> None:
        Page[Text].model_validate({"items": books(session)})

    (finding,) = found(paged, session)
    assert (finding.relation, finding.blame.expression) == ("Book.text", "Text.text")
    assert finding.loop is not None
    assert finding.loop.line == line_of(__file__, "items")


def test_a_model_that_holds_itself_walks_a_tree(session: Session) -> None:
    def walk(session: Session) -> None:
        NodeOut.model_validate(session.get(Node, 1))

    (finding,) = found(walk, session)
    assert (finding.code, finding.count) == ("NPG010", 3)
    assert finding.blame.line == line_of(__file__, "children")


def loaded_list(session: Session) -> None:
    path = joinedload(Book.author).joinedload(Author.country)
    rows = session.scalars(select(Book).options(path)).all()
    TypeAdapter(list[BookOut]).validate_python(rows)
    Books.model_validate(rows)


def loaded_nested(session: Session) -> None:
    path = selectinload(Author.books).selectinload(Book.tags)
    for author in session.scalars(select(Author).options(path)):
        Shelf.model_validate(author)


def one(session: Session) -> None:
    BookOut.model_validate(session.get(Book, 1))


def one_pair(session: Session) -> None:
    """Two authors of one object: two fields, not a list."""
    first, second = session.scalars(select(Author).limit(2))
    Pair.model_validate({"first": first, "second": second})


def one_pair_made(session: Session) -> None:
    first, second = session.scalars(select(Author).limit(2))
    Pair(first=first, second=second)


def other_models(session: Session) -> None:
    """One of each kind, from two lines."""
    BookOut.model_validate(session.get(Book, 1))
    BookOut.model_validate(session.get(Book, 3))


def list_of_one(session: Session) -> None:
    rows = session.scalars(select(Book).limit(1)).all()
    TypeAdapter(list[BookOut]).validate_python(rows)


@pytest.mark.parametrize(
    "code",
    [
        loaded_list,
        loaded_nested,
        one,
        one_pair,
        one_pair_made,
        other_models,
        list_of_one,
    ],
)
def test_silent(code: Callable[[Session], None], session: Session) -> None:
    assert found(code, session) == []


def test_nothing_is_left_on_the_functions_when_the_guard_is_taken_away() -> None:
    asking = [code_of(TypeAdapter.validate_python), code_of(BaseModel.model_validate)]
    with guard("test", mode="collect"):
        assert all(code and landmark_of(code) for code in asking)
    uninstall()
    assert not any(code and landmark_of(code) for code in asking)


def test_fields_know_what_the_row_calls_them() -> None:
    (land,) = fields_of(list[AuthorOut])["country"]
    assert (land.name, land.hops, land.repeats) == ("land", ("*",), True)
    (once,) = fields_of(AuthorOut | None)["country"]
    assert (once.hops, once.repeats) == ((), False)
    (listed,) = fields_of(dict[str, Shelf])["tags"]
    assert listed.hops == ("*", "books", "*")
    assert listed.listed == (Shelf, "books")
    (up,) = fields_of(ParentOut)["up"]
    assert (up.name, up.repeats, up.is_recursive) == ("parent", True, True)


class Outer(BaseModel):
    inners: "list[Inner]"  # noqa: UP037 - what is defined below
    best: "Inner | None"  # noqa: UP037


class Inner(BaseModel):
    label: str


def test_a_class_named_before_it_is_defined_is_looked_up() -> None:
    many, one = fields_of(list[Outer])["label"]
    assert (many.hops, many.listed) == (("*", "inners", "*"), (Outer, "inners"))
    assert one.hops == ("*", "best")


def test_a_schema_without_models_has_no_fields() -> None:
    assert fields_of(list[int]) == {}
    assert fields_of(int | None) == {}
