"""Requests to the web applications, sent in the same process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Book
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.web import asgi_apps, fastapi_app, flask_app
from benchmarks.corpus.sqlalchemy.web.fastapi_app import BookOut
from benchmarks.corpus.sqlalchemy.world import Session
from benchmarks.corpus.sqlalchemy.written import written

positive = partial(Case, kind="positive", populate=populate)
silent = partial(Case, kind="silent", populate=populate)


def ask(app: Any, path: str) -> str:
    """Return the body of the answer of an ASGI application."""

    async def sent() -> str:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://x"
        ) as client:
            answer = await client.get(path)
            return answer.raise_for_status().text

    return asyncio.run(sent())


def ask_flask(path: str) -> str:
    """Return the body of the answer of the Flask application."""
    answer = flask_app.app.test_client().get(path)
    assert answer.status_code == 200
    return answer.text


def pydantic_each() -> list[dict[str, Any]]:
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_pydantic_each
        return [
            BookOut.model_validate(book).model_dump()  # blame: sa_pydantic_each
            for book in books  # loop: sa_pydantic_each
        ]


def pydantic_list() -> list[dict[str, Any]]:
    schema = TypeAdapter(list[BookOut])
    with Session() as session:
        books = session.scalars(select(Book)).all()  # origin: sa_pydantic_list
        shown = schema.validate_python(books)  # blame: sa_pydantic_list
        return [one.model_dump() for one in shown]


def pydantic_fixed() -> list[dict[str, Any]]:
    with Session() as session:
        books = session.scalars(select(Book).options(joinedload(Book.author)))
        return [BookOut.model_validate(book).model_dump() for book in books]


def pydantic_one() -> dict[str, Any]:
    with Session() as session:
        return BookOut.model_validate(session.get(Book, 1)).model_dump()


def _slow(app: Any, name: str, path: str, *expect: Expect, **more: Any) -> Case:
    return positive(
        f"sa_{name}",
        topic=name.partition("_")[0],
        run=partial(ask, app, path),
        fixed=partial(ask, app, f"{path}/fixed"),
        expect=expect,
        threads=True,
        **more,
    )


def _quiet(app: Any, name: str, path: str) -> Case:
    topic = name.partition("_")[0]
    return silent(f"sa_{name}", topic=topic, run=partial(ask, app, path), threads=True)


def _slow_flask(name: str, path: str, expect: Expect) -> Case:
    fixed = partial(ask_flask, f"{path}/fixed")
    run = partial(ask_flask, path)
    return positive(f"sa_{name}", topic="flask", run=run, fixed=fixed, expect=(expect,))


AUTHOR = Expect("NPG001", "Book.author", fix=("joinedload(Book.author)",))
COUNTRY = Expect("NPG001", "Author.country", fix=("joinedload(Author.country)",))
BOOKS = Expect("NPG002", "Author.books", fix=("selectinload(Author.books)",))
KEYED = Expect("NPG004", None, fix=("Author.id.in_(",))
COUNTED = Expect("NPG005", None, fix=("func.count(", "group_by(Book.author_id"))
WRITTEN = Expect(
    "NPG007",
    None,
    fix=("insert(Audit)", "["),
    any_of=(("add_all(",), ("session.commit()",)),
)
FAST, PLAIN = fastapi_app.app, asgi_apps.app
CASES = (
    _slow(FAST, "fastapi_sync", "/sync/books", AUTHOR),
    _slow(FAST, "fastapi_async", "/async/authors", KEYED),
    _slow(
        FAST,
        "fastapi_response_model",
        "/model/books",
        replace(AUTHOR, loop="library"),
    ),
    _slow(
        FAST,
        "fastapi_nested_model",
        "/model/shelves",
        replace(BOOKS, loop="library"),
    ),
    _slow(FAST, "fastapi_dependency", "/dependency", COUNTRY),
    _slow(FAST, "fastapi_background", "/background", WRITTEN, state=written),
    _quiet(FAST, "fastapi_sync_loaded", "/sync/books/fixed"),
    _quiet(FAST, "fastapi_async_keyed", "/async/authors/fixed"),
    _quiet(FAST, "fastapi_model_loaded", "/model/books/fixed"),
    _quiet(FAST, "fastapi_nested_loaded", "/model/shelves/fixed"),
    _quiet(FAST, "fastapi_one", "/book/2"),
    _quiet(FAST, "fastapi_page", "/page"),
    _slow(PLAIN, "starlette_sync", "/shelves", BOOKS),
    _slow(PLAIN, "starlette_async", "/totals", COUNTED),
    _quiet(PLAIN, "starlette_loaded", "/shelves/fixed"),
    _slow_flask("flask_view", "/bylines", AUTHOR),
    _slow_flask("flask_template", "/list", AUTHOR),
    _slow_flask("flask_macro", "/shelves", BOOKS),
    silent("sa_flask_loaded", topic="flask", run=partial(ask_flask, "/list/fixed")),
    silent(
        "sa_flask_macro_loaded", topic="flask", run=partial(ask_flask, "/shelves/fixed")
    ),
    silent("sa_flask_one", topic="flask", run=partial(ask_flask, "/book/1")),
    positive(
        "sa_pydantic_each",
        topic="pydantic",
        run=pydantic_each,
        fixed=pydantic_fixed,
        expect=(AUTHOR,),
    ),
    positive(
        "sa_pydantic_list",
        topic="pydantic",
        run=pydantic_list,
        fixed=pydantic_fixed,
        expect=(replace(AUTHOR, loop="library"),),
    ),
    silent("sa_pydantic_loaded", topic="pydantic", run=pydantic_fixed),
    silent("sa_pydantic_one", topic="pydantic", run=pydantic_one),
)
