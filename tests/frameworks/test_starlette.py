from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from nplusone_guard.frameworks.asgi import NPlusOneGuardASGI
from tests.frameworks.asking import ask
from tests.frameworks.library import async_session, library, relations
from tests.sqlalchemy.models import Author

pytest.importorskip("starlette", reason="Starlette is not installed")

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SLOW, FAST = select(Author), select(Author).options(selectinload(Author.books))


def counted(request: Request, query: Any) -> dict[str, int]:
    with Session(request.app.state.engine) as session:
        return {each.name: len(each.books) for each in session.scalars(query)}


def shelves(request: Request) -> Response:
    return JSONResponse(counted(request, SLOW))


def shelves_fixed(request: Request) -> Response:
    return JSONResponse(counted(request, FAST))


async def names(request: Request) -> Response:
    async with async_session() as session:
        found = [await session.get_one(Author, key) for key in (1, 2, 3)]
        return JSONResponse([author.name for author in found])


async def names_fixed(request: Request) -> Response:
    async with async_session() as session:
        return JSONResponse(list(await session.scalars(select(Author.name))))


def later(request: Request) -> Response:
    return Response("noted", background=BackgroundTask(counted, request, SLOW))


def later_fixed(request: Request) -> Response:
    return Response("noted", background=BackgroundTask(counted, request, FAST))


class Passing(BaseHTTPMiddleware):
    """Runs the rest of the application in a task of its own."""

    async def dispatch(self, request: Any, call_next: Any) -> Any:
        return await call_next(request)


ROUTES = [
    Route("/shelves", shelves),
    Route("/shelves/fixed", shelves_fixed),
    Route("/names", names),
    Route("/names/fixed", names_fixed),
    Route("/later", later),
    Route("/later/fixed", later_fixed),
]


@pytest.fixture(params=["alone", "behind a middleware"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Starlette]:
    options = {"mode": "collect", "report_file": str(tmp_path / "reports")}
    middleware = [Middleware(NPlusOneGuardASGI, **options)]
    if request.param != "alone":
        middleware.append(Middleware(Passing))
    app = Starlette(routes=ROUTES, middleware=middleware)
    with library() as engine:
        app.state.engine = engine
        yield app


@pytest.mark.parametrize(
    ("path", "relation"),
    [("/shelves", "Author.books"), ("/names", None), ("/later", "Author.books")],
)
def test_found(path: str, relation: str | None, app: Starlette, tmp_path: Path) -> None:
    assert ask(app, path).status_code == 200
    assert relations(tmp_path / "reports") == [(f"GET {path}", [relation])]


@pytest.mark.parametrize("path", ["/shelves/fixed", "/names/fixed", "/later/fixed"])
def test_silent(path: str, app: Starlette, tmp_path: Path) -> None:
    for _ in range(3):
        assert ask(app, path).status_code == 200
    assert relations(tmp_path / "reports") == []
