from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, joinedload

from nplusone_guard import NPlusOneError
from nplusone_guard.frameworks.asgi import NPlusOneGuardASGI
from tests.frameworks.asking import ask
from tests.frameworks.library import async_session, library, line_of, reports
from tests.sqlalchemy.models import Author, Book

fastapi = pytest.importorskip("fastapi", reason="FastAPI is not installed")
pydantic = pytest.importorskip("pydantic", reason="Pydantic comes with FastAPI")
responses = pytest.importorskip("fastapi.responses", reason="FastAPI is not installed")
PlainTextResponse = responses.PlainTextResponse
StreamingResponse = responses.StreamingResponse


class AuthorOut(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(from_attributes=True)
    name: str


class BookOut(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(from_attributes=True)
    title: str
    author: AuthorOut  # field


Get = Callable[[str], httpx.Response]
SLOW, FAST = select(Book), select(Book).options(joinedload(Book.author))

app = fastapi.FastAPI()


def get_session() -> Iterator[Session]:
    with Session(app.state.engine) as session:
        yield session


def get_session_and_leave() -> Iterator[Session]:
    with Session(app.state.engine) as session:
        yield session
        for author in session.scalars(select(Author)).all():
            author.books


async def get_async_session() -> AsyncIterator[AsyncSession]:
    async with async_session() as session:
        yield session


Db = Annotated[Session, fastapi.Depends(get_session)]
LeavingDb = Annotated[Session, fastapi.Depends(get_session_and_leave)]
AsyncDb = Annotated[AsyncSession, fastapi.Depends(get_async_session)]


def author_named(key: int, session: Db) -> str:
    author = session.get(Author, key)
    return author.name if author else ""


def bylines(session: Session, query: Any) -> list[str]:
    return [
        book.author.name  # asked in Python
        for book in session.scalars(query)
    ]


def later(query: Any) -> None:
    with Session(app.state.engine) as session:
        bylines(session, query)


@app.get("/sync")
def sync(session: Db) -> list[str]:
    return bylines(session, SLOW)


@app.get("/sync/fixed")
def sync_fixed(session: Db) -> list[str]:
    return bylines(session, FAST)


@app.get("/async")
async def asynchronous(session: AsyncDb) -> list[str]:
    names = []
    for key in (1, 2, 3):
        author = await session.get(Author, key)  # awaited
        names.append(author.name if author else "")
    return names


@app.get("/async/fixed")
async def asynchronous_fixed(session: AsyncDb) -> list[str]:
    return list(await session.scalars(select(Author.name)))


@app.get("/model", response_model=list[BookOut])
def model(session: Db) -> Any:
    return session.scalars(select(Book)).all()  # query


@app.get("/model/async", response_model=list[BookOut])
async def model_async(session: Db) -> Any:
    return session.scalars(SLOW).all()


@app.get("/model/fixed", response_model=list[BookOut])
def model_fixed(session: Db) -> Any:
    return session.scalars(FAST).all()


@app.get("/one", response_model=BookOut)
def one(session: Db) -> Any:
    return session.get(Book, 1)


@app.get("/background")
def background(tasks: fastapi.BackgroundTasks) -> str:
    tasks.add_task(later, SLOW)
    return "noted"


@app.get("/background/fixed")
def background_fixed(tasks: fastapi.BackgroundTasks) -> str:
    tasks.add_task(later, FAST)
    return "noted"


@app.get("/leaving")
def leaving(session: LeavingDb) -> str:
    return "left"


@app.get("/streamed")
def streamed(session: Db) -> Any:
    books = session.scalars(SLOW).all()
    return StreamingResponse(book.author.name for book in books)


@app.get("/streamed/fixed")
def streamed_fixed(session: Db) -> Any:
    books = session.scalars(FAST).all()
    return StreamingResponse(book.author.name for book in books)


@app.get("/dependency/{key}")
def dependency(name: Annotated[str, fastapi.Depends(author_named)]) -> str:
    return name


@app.get("/missing")
def missing(session: Db) -> None:
    bylines(session, SLOW)
    raise LookupError


@app.exception_handler(LookupError)
async def not_found(request: Any, error: LookupError) -> Any:
    return PlainTextResponse("missing", status_code=404)


@app.exception_handler(NPlusOneError)
async def told(request: Any, error: NPlusOneError) -> Any:
    return PlainTextResponse(str(error), status_code=418)


@pytest.fixture(autouse=True)
def _library() -> Iterator[None]:
    with library() as engine:
        app.state.engine = engine
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def get(file: Path) -> Get:
    """Return a function that asks the guarded application for a path."""
    guarded = NPlusOneGuardASGI(app, mode="collect", report_file=str(file))
    return partial(ask, guarded)


@pytest.mark.parametrize(
    ("path", "relation", "mark"),
    [
        ("/sync", "Book.author", "asked in Python"),
        ("/async", None, "awaited"),
        ("/model", "Book.author", "field"),
        ("/model/async", "Book.author", "field"),
        ("/background", "Book.author", "asked in Python"),
        ("/missing", "Book.author", "asked in Python"),
    ],
)
def test_each_way_to_write_an_endpoint(
    path: str, relation: str | None, mark: str, get: Get, file: Path
) -> None:
    get(path)
    (report,) = reports(file)
    assert report["scope"] == {"name": f"GET {path}", "kind": "request"}
    (finding,) = report["findings"]
    assert finding["relation"] == relation
    assert finding["blame"]["line"] == line_of(__file__, mark)


@pytest.mark.parametrize(
    ("path", "relation"), [("/streamed", "Book.author"), ("/leaving", "Author.books")]
)
def test_what_comes_after_the_endpoint_belongs_to_the_request(
    path: str, relation: str, get: Get, file: Path
) -> None:
    """The rest of a stream; what a dependency does after its `yield`."""
    assert get(path).status_code == 200
    (report,) = reports(file)
    assert [finding["relation"] for finding in report["findings"]] == [relation]


@pytest.mark.parametrize(
    "path",
    [
        "/sync/fixed",
        "/async/fixed",
        "/model/fixed",
        "/background/fixed",
        "/streamed/fixed",
        "/one",
        "/dependency/2",
    ],
)
def test_silent(path: str, get: Get, file: Path) -> None:
    for _ in range(3):
        assert get(path).status_code == 200
    assert reports(file) == []


def test_a_response_model_names_its_field_its_list_and_the_endpoints_query(
    get: Get, file: Path
) -> None:
    get("/model")
    (finding,) = reports(file)[0]["findings"]
    assert finding["blame"]["expression"] == "BookOut.author"
    assert finding["loop"]["expression"] == "class BookOut"
    assert finding["origin"]["line"] == line_of(__file__, "query")
    assert finding["advice"]["code"] == "select(Book).options(joinedload(Book.author))"


def test_an_error_is_answered_as_the_application_says(get: Get) -> None:
    answer = get("/missing")
    assert (answer.status_code, answer.text) == (404, "missing")


def test_raise_mode_goes_through_the_applications_own_handlers() -> None:
    get = partial(ask, NPlusOneGuardASGI(app, mode="raise"))
    answer = get("/sync")
    assert answer.status_code == 418
    assert "Book.author" in answer.text
    assert get("/sync/fixed").status_code == 200


def test_it_is_added_like_any_middleware(file: Path) -> None:
    shop = fastapi.FastAPI()
    shop.mount("/shop", app)
    shop.add_middleware(NPlusOneGuardASGI, mode="collect", report_file=str(file))
    ask(shop, "/shop/sync")
    assert [each["scope"]["name"] for each in reports(file)] == ["GET /shop/sync"]
