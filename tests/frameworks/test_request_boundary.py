from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nplusone_guard import Report, guard, uninstall
from nplusone_guard.capture.landmarks import code_of, landmark_of
from tests.frameworks.asking import ask
from tests.frameworks.library import library, line_of
from tests.sqlalchemy.models import Author, Book

pytest.importorskip("fastapi", reason="FastAPI is not installed")
pytest.importorskip("flask", reason="Flask is not installed")
pytest.importorskip("litestar", reason="Litestar is not installed")

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from flask import Flask
from litestar import Litestar
from litestar import get as litestar_get
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

engines: list[Any] = []


def title(key: int) -> str:
    with Session(engines[-1]) as session:
        return session.get_one(Book, key).title


def names() -> list[str]:
    with Session(engines[-1]) as session:
        books = session.scalars(select(Book)).all()
        return [book.author.name for book in books]


async def passing(request: Any, call_next: Any) -> Any:
    return await call_next(request)


def fastapi(*middleware: Middleware) -> Any:
    app = FastAPI(middleware=middleware)

    @app.get("/sync")
    def sync() -> str:
        return title(1)

    @app.get("/async")
    async def asynchronous() -> str:
        return title(1)

    @app.get("/all")
    def everything() -> list[str]:
        return names()

    @app.get("/threads")
    async def threads() -> list[str]:
        found = []
        for key in (1, 2, 3):  # round the threads
            found.append(await run_in_threadpool(title, key))
        return found

    @app.get("/two")
    async def two() -> list[str]:
        return [await run_in_threadpool(title, 1), await run_in_threadpool(title, 2)]

    return app


def litestar() -> Any:
    @litestar_get("/async")
    async def asynchronous() -> str:
        return title(1)

    return Litestar([asynchronous])


@pytest.fixture(autouse=True)
def _library() -> Iterator[None]:
    with library() as engine:
        engines.append(engine)
        yield
        engines.pop()


def report_of(app: Any, *paths: str) -> Report:
    """Return what one guard says about several requests."""
    with guard("test", mode="collect") as watch:
        for path in paths:
            assert ask(app, path).status_code == 200
    return watch.report


@pytest.mark.parametrize(
    ("app", "path"),
    [
        (fastapi(), "/sync"),
        (fastapi(), "/async"),
        (fastapi(Middleware(BaseHTTPMiddleware, dispatch=passing)), "/sync"),
        (fastapi(Middleware(BaseHTTPMiddleware, dispatch=passing)), "/async"),
        (litestar(), "/async"),
    ],
)
def test_three_requests_are_no_repetition(app: Any, path: str) -> None:
    report = report_of(app, path, path, path)
    assert report.statements == 3
    assert report.findings == ()


def test_each_request_of_several_is_judged() -> None:
    (finding,) = report_of(fastapi(), "/all").findings
    assert finding.relation == "Book.author"


def test_a_loop_that_waits_for_threads_is_found() -> None:
    (finding,) = report_of(fastapi(), "/threads").findings
    assert finding.blame.expression == "session.get_one(Book, key)"
    assert finding.loop is not None
    assert finding.loop.line == line_of(__file__, "round the threads")


def test_two_threads_from_two_places_are_no_loop() -> None:
    assert report_of(fastapi(), "/two").findings == ()


def test_requests_of_flask() -> None:
    app = Flask(__name__)
    app.add_url_rule("/one", view_func=lambda: title(1))
    app.add_url_rule("/all", "all", view_func=names)
    client = app.test_client()
    with guard("test", mode="collect") as watch:
        for _ in range(3):
            assert client.get("/one").status_code == 200
    assert watch.report.findings == ()
    with guard("test", mode="collect") as watch:
        client.get("/all")
    assert [each.relation for each in watch.report.findings] == ["Book.author"]


def test_a_loop_in_a_request_is_found_beside_another_request() -> None:
    report = report_of(fastapi(), "/sync", "/threads", "/sync")
    assert [each.count for each in report.findings] == [3]


def test_a_loop_around_the_session_and_not_the_client_is_found() -> None:
    with guard("test", mode="collect") as watch, Session(engines[-1]) as session:
        for key in (1, 2, 3):
            session.get(Author, key)
    assert len(watch.report.findings) == 1


def test_nothing_is_left_on_the_functions_when_the_guard_is_taken_away() -> None:
    answering = [code_of(each) for each in (Starlette.__call__, Flask.wsgi_app)]
    with guard("test", mode="collect"):
        assert all(code and landmark_of(code) for code in answering)
    uninstall()
    assert not any(code and landmark_of(code) for code in answering)
