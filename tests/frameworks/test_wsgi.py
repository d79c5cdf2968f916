from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from nplusone_guard import ConfigError, NPlusOneError, guard
from nplusone_guard.capture.context import open_scopes
from nplusone_guard.frameworks.wsgi import NPlusOneGuardWSGI
from tests.frameworks.library import library, relations
from tests.sqlalchemy.models import Book

SLOW, FAST = select(Book), select(Book).options(joinedload(Book.author))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with library() as engine:
        yield engine


class Closing:
    """A body that reads rows when it is closed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"chunk"])

    def close(self) -> None:
        each(self.session, SLOW)
        self.is_closed = True


def application(engine: Engine) -> Any:
    """Return a WSGI application without any framework."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        path = environ["PATH_INFO"]
        session = Session(engine)
        if path == "/stream":
            return streamed(session)
        if path == "/closing":
            return Closing(session)
        if path == "/file":
            return FileWrapper(open(__file__, "rb"))  # type: ignore[return-value]
        if path == "/one":
            session.get(Book, 1)
        else:
            each(session, FAST if path == "/fast" else SLOW)
        return [b"done"]

    return app


def streamed(session: Session) -> Iterator[bytes]:
    for book in session.scalars(SLOW).all():
        yield book.author.name.encode()


def each(session: Session, query: Any) -> list[str]:
    return [book.author.name for book in session.scalars(query).all()]


def asked(app: Any, path: str, **environ: Any) -> Any:
    """Return the body of the answer, read to its end by a careful server."""
    environ |= {"PATH_INFO": path}
    setup_testing_defaults(environ)
    body = app(environ, lambda *answer: None)
    chunks = list(body)
    if hasattr(body, "close"):
        body.close()
    return chunks


@pytest.mark.parametrize("path", ["/books", "/stream"])
def test_a_request_is_a_scope_to_its_last_chunk(
    path: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardWSGI(application(engine), mode="collect", report_file=str(file))
    assert asked(app, path)
    assert relations(file) == [(f"GET {path}", ["Book.author"])]
    assert open_scopes() == ()


@pytest.mark.parametrize("path", ["/fast", "/one", "/file"])
def test_a_request_without_a_repetition_is_silent(
    path: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardWSGI(application(engine), mode="collect", report_file=str(file))
    for _ in range(3):
        asked(app, path)
    assert relations(file) == []


def test_a_body_closed_before_its_end_ends_the_scope(
    engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardWSGI(application(engine), mode="collect", report_file=str(file))
    environ: dict[str, Any] = {"PATH_INFO": "/closing"}
    setup_testing_defaults(environ)
    body: Any = app(environ, lambda *answer: None)
    next(body)
    assert relations(file) == []
    body.close()
    assert body._body.is_closed
    assert relations(file) == [("GET /closing", ["Book.author"])]


def test_what_a_server_may_look_at_is_handed_on_as_it_is(engine: Engine) -> None:
    app = NPlusOneGuardWSGI(application(engine), mode="collect")
    environ: dict[str, Any] = {"PATH_INFO": "/books"}
    setup_testing_defaults(environ)
    assert app(environ, lambda *answer: None) == [b"done"]
    environ |= {"PATH_INFO": "/file", "wsgi.file_wrapper": FileWrapper}
    body = app(environ, lambda *answer: None)
    assert isinstance(body, FileWrapper)
    body.close()


def test_the_name_has_the_whole_path(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardWSGI(application(engine), mode="collect", report_file=str(file))
    asked(app, "/books", SCRIPT_NAME="/shop", REQUEST_METHOD="POST")
    assert relations(file) == [("POST /shop/books", ["Book.author"])]


def test_excluded_paths_are_left_alone(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "reports"
    app = NPlusOneGuardWSGI(
        application(engine), exclude_paths=["/bo*"], report_file=str(file)
    )
    asked(app, "/books")
    assert relations(file) == []


@pytest.mark.parametrize("path", ["/books", "/stream"])
def test_raise_mode_raises_in_the_request(path: str, engine: Engine) -> None:
    app = NPlusOneGuardWSGI(application(engine), mode="raise")
    with pytest.raises(NPlusOneError, match="Book.author"):
        asked(app, path)
    assert asked(app, "/fast") == [b"done"]
    assert open_scopes() == ()


def test_an_error_of_the_application_is_its_own(engine: Engine, tmp_path: Path) -> None:
    def failing(environ: Any, start_response: Any) -> Iterable[bytes]:
        with Session(engine) as session:
            each(session, SLOW)
        raise LookupError("no such shelf")

    file = tmp_path / "reports"
    app = NPlusOneGuardWSGI(failing, mode="collect", report_file=str(file))
    with pytest.raises(LookupError, match="no such shelf"):
        asked(app, "/books")
    assert relations(file) == [("GET /books", ["Book.author"])]
    assert open_scopes() == ()


def test_two_requests_of_one_test_are_no_repetition(engine: Engine) -> None:
    app = NPlusOneGuardWSGI(application(engine), mode="collect")
    with guard("test", mode="collect") as watch:
        for _ in range(3):
            asked(app, "/one")
    assert watch.statements == 3
    assert watch.report.findings == ()
    with guard("test", mode="collect") as watch:
        asked(app, "/stream")
    assert [finding.relation for finding in watch.report.findings] == ["Book.author"]


def test_an_unknown_option_is_refused_when_the_application_starts() -> None:
    with pytest.raises(ConfigError, match="did you mean 'threshold'"):
        NPlusOneGuardWSGI(None, treshold=3)  # type: ignore[arg-type]
