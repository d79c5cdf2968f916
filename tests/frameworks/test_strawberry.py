from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nplusone_guard import Finding, guard
from tests.frameworks.library import library
from tests.sqlalchemy.models import Author

pytest.importorskip("strawberry", reason="Strawberry is not installed")

from strawberry.dataloader import DataLoader

from tests.frameworks.strawberry_schema import schema


@pytest.fixture
def engine() -> Iterator[Engine]:
    with library() as engine:
        yield engine


def found(query: str, engine: Engine) -> list[Finding]:
    """Return the findings of *query*, which must have an answer."""

    async def authors_among(keys: list[int]) -> list[Author]:
        with Session(engine, expire_on_commit=False) as session:
            rows = session.scalars(select(Author).where(Author.id.in_(keys)))
            by_key = {author.id: author for author in rows}
        return [by_key[key] for key in keys]

    async def run() -> Any:
        with Session(engine) as session:
            context = {
                "engine": engine,
                "session": session,
                "authors": DataLoader(load_fn=authors_among),
            }
            return await schema.execute(query, context_value=context)

    with guard("graphql", mode="collect") as watch:
        answer = asyncio.run(run())
    assert answer.errors is None
    return list(watch.report.findings)


@pytest.mark.parametrize(
    ("query", "relation", "blame"),
    [
        ("{ books { author { name } } }", "Book.author", "self.row.author"),
        (
            "{ books { authorGot { name } } }",
            None,
            'info.context["session"].get(Author, self.row.author_id)',
        ),
        (
            "{ books { ownSession } }",
            None,
            "session.get_one(Author, self.row.author_id)",
        ),
    ],
)
def test_the_blame_is_the_resolver(
    query: str, relation: str | None, blame: str, engine: Engine
) -> None:
    (finding,) = found(query, engine)
    assert (finding.relation, finding.blame.expression) == (relation, blame)


def test_the_fix_is_in_the_resolver_of_the_list(engine: Engine) -> None:
    (finding,) = found("{ books { author { name } } }", engine)
    assert finding.advice.code == "select(Book).options(joinedload(Book.author))"
    assert finding.origin is not None
    assert finding.origin.function.endswith("books")


@pytest.mark.parametrize(
    "query",
    [
        "{ booksWithAuthors { author { name } } }",
        "{ books { loaded } }",
        "{ book { author { name } ownSession } }",
    ],
)
def test_silent(query: str, engine: Engine) -> None:
    assert found(query, engine) == []
