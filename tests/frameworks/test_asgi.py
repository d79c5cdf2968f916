from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from nplusone_guard import ConfigError, NPlusOneError, guard
from nplusone_guard.capture.context import open_scopes
from nplusone_guard.frameworks.asgi import NPlusOneGuardASGI
from tests.frameworks.library import library, relations, reports
from tests.sqlalchemy.models import Author, Book

SLOW, FAST = select(Book), select(Book).options(joinedload(Book.author))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with library() as engine:
        yield engine


def application(engine: Engine) -> Any:
    """Return an ASGI application without any framework."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            scope["seen"] = open_scopes()
            return
        path = scope["path"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        with Session(engine) as session:
            if path == "/one":
                session.get(Book, 1)
            elif path == "/stream":
                await stream(send, session)
            elif path == "/thread":
                await asyncio.to_thread(each, session, SLOW)
            elif path != "/background":
                each(session, FAST if path == "/fast" else SLOW)
        await send({"type": "http.response.body", "body": b""})
        if path == "/background":
            with Session(engine) as session:
                each(session, SLOW)

    return app


async def stream(send: Any, session: Session) -> None:
    for book in session.scalars(SLOW).all():
        chunk = {"body": book.author.name.encode(), "more_body": True}
        await send({"type": "http.response.body", **chunk})


def each(session: Session, query: Any) -> list[str]:
    return [book.author.name for book in session.scalars(query).all()]


def asked(app: Any, *paths: str, kind: str = "http") -> list[dict[str, Any]]:
    """Send *app* a request for each of *paths*, one after the other."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        for path in paths:
            await app({"type": kind, "method": "GET", "path": path}, None, send)

    asyncio.run(run())
    return sent


def test_each_request_is_a_scope_of_its_own(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardASGI(application(engine), mode="collect", report_file=str(file))
    asked(app, "/books", "/fast", "/books")
    assert relations(file) == [("GET /books", ["Book.author"])] * 2
    assert [report["scope"]["kind"] for report in reports(file)] == ["request"] * 2


@pytest.mark.parametrize("path", ["/stream", "/background", "/thread"])
def test_what_a_request_starts_belongs_to_it(
    path: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardASGI(application(engine), mode="collect", report_file=str(file))
    asked(app, path)
    assert relations(file) == [(f"GET {path}", ["Book.author"])]


@pytest.mark.parametrize("path", ["/fast", "/one"])
def test_a_request_without_a_repetition_is_silent(
    path: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardASGI(application(engine), mode="collect", report_file=str(file))
    asked(app, path, path, path)
    assert relations(file) == []


def test_excluded_paths_and_mode_off_are_left_alone(
    engine: Engine, tmp_path: Path
) -> None:
    file = str(tmp_path / "reports")
    app = application(engine)
    asked(NPlusOneGuardASGI(app, exclude_paths=["/bo*"], report_file=file), "/books")
    asked(NPlusOneGuardASGI(app, mode="off", report_file=file), "/books")
    assert relations(Path(file)) == []


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_what_is_no_request_passes_through(kind: str, engine: Engine) -> None:
    scope = {"type": kind}
    asyncio.run(NPlusOneGuardASGI(application(engine))(scope, None, None))  # type: ignore[arg-type]
    assert scope["seen"] == ()


def test_raise_mode_raises_in_the_request(engine: Engine) -> None:
    app = NPlusOneGuardASGI(application(engine), mode="raise")
    with pytest.raises(NPlusOneError, match="Book.author"):
        asked(app, "/books")
    assert len(asked(app, "/fast")) == 2


def test_an_error_of_the_application_is_its_own(engine: Engine, tmp_path: Path) -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        with Session(engine) as session:
            each(session, SLOW)
        raise LookupError("no such shelf")

    file = tmp_path / "reports"
    app = NPlusOneGuardASGI(failing, mode="collect", report_file=str(file))
    with pytest.raises(LookupError, match="no such shelf"):
        asked(app, "/books")
    assert relations(file) == [("GET /books", ["Book.author"])]


def test_requests_at_the_same_time_do_not_see_each_other(
    engine: Engine, tmp_path: Path
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        with Session(engine) as session:
            book = session.get(Book, int(scope["path"][1:]))
            await asyncio.sleep(0)
            assert book is not None
            assert book.author.name

    file = tmp_path / "reports"
    guarded = NPlusOneGuardASGI(app, mode="collect", report_file=str(file))

    async def run() -> None:
        paths = ("/1", "/3", "/5")
        requests = ({"type": "http", "method": "GET", "path": path} for path in paths)
        await asyncio.gather(*(guarded(each, None, None) for each in requests))  # type: ignore[arg-type]

    asyncio.run(run())
    assert relations(file) == []


def test_two_requests_of_one_test_are_no_repetition(engine: Engine) -> None:
    """A scope around both sees them, and the middleware keeps them apart."""
    app = NPlusOneGuardASGI(application(engine), mode="collect")
    with guard("test", mode="collect") as watch:
        asked(app, "/one", "/one", "/one")
    assert watch.statements == 3
    assert watch.report.findings == ()
    with guard("test", mode="collect") as watch:
        asked(app, "/books")
    assert [finding.relation for finding in watch.report.findings] == ["Book.author"]


def test_an_unknown_option_is_refused_when_the_application_starts() -> None:
    with pytest.raises(ConfigError, match="did you mean 'threshold'"):
        NPlusOneGuardASGI(None, treshold=3)  # type: ignore[arg-type]


def test_a_thread_started_by_hand_carries_no_scope(engine: Engine) -> None:
    """It has to be attached; only that one is seen."""

    def work() -> None:
        with Session(engine) as session:
            session.scalars(select(Author)).all()

    def attached() -> None:
        with watch.attach():
            work()

    with guard("import", mode="collect") as watch:
        for target in (work, attached):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
    assert watch.statements == 1
