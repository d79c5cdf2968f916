from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.pool import StaticPool

from nplusone_guard.frameworks.wsgi import NPlusOneGuardWSGI
from tests.frameworks.library import library, line_of, relations, reports
from tests.sqlalchemy.models import Base, Book, fill

flask = pytest.importorskip("flask", reason="Flask is not installed")

SLOW, FAST = select(Book), select(Book).options(joinedload(Book.author))


def bylines(session: Any, query: Any) -> list[str]:
    return [
        book.author.name  # asked in Python
        for book in session.scalars(query).all()
    ]


def application(session: Any) -> Any:
    app = flask.Flask(__name__)

    @app.get("/list")
    def listed() -> Any:
        return flask.jsonify(bylines(session(), SLOW))

    @app.get("/list/fixed")
    def listed_fixed() -> Any:
        return flask.jsonify(bylines(session(), FAST))

    @app.get("/stream")
    def streamed() -> Any:
        books = session().scalars(SLOW).all()
        return flask.Response(book.author.name for book in books)

    @app.get("/stream/fixed")
    def streamed_fixed() -> Any:
        books = session().scalars(FAST).all()
        return flask.Response(book.author.name for book in books)

    @app.get("/page")
    def page() -> str:
        source = "{% for book in books %}\n{{ book.author.name }}\n{% endfor %}"
        books = session().scalars(SLOW).all()
        return str(flask.render_template_string(source, books=books))  # rendered

    @app.get("/one/<int:key>")
    def one(key: int) -> str:
        book = session().get(Book, key)
        return f"{book.title} by {book.author.name}"

    @app.errorhandler(LookupError)
    def missing(error: LookupError) -> Any:
        return "missing", 404

    @app.get("/missing")
    def lost() -> None:
        bylines(session(), SLOW)
        raise LookupError

    return app


def guarded(app: Any, path: Path) -> Any:
    options: Any = {"mode": "collect", "report_file": str(path)}
    app.wsgi_app = NPlusOneGuardWSGI(app.wsgi_app, **options)
    return app


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def app(file: Path) -> Iterator[Any]:
    with library() as engine:
        yield guarded(application(lambda: Session(engine)), file)


@pytest.fixture
def app_of_flask_sqlalchemy(file: Path) -> Iterator[Any]:
    extension = pytest.importorskip(
        "flask_sqlalchemy", reason="Flask-SQLAlchemy is not installed"
    )
    db = extension.SQLAlchemy(model_class=Base, disable_autonaming=True)
    app = application(lambda: db.session)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"poolclass": StaticPool}

    @app.get("/got")
    def got() -> Any:
        found = [db.get_or_404(Book, key) for key in (1, 2, 3)]  # by key
        return flask.jsonify([book.title for book in found])

    @app.get("/pages")
    def pages() -> Any:
        page = db.paginate(select(Book).order_by(Book.id), page=1, per_page=2)
        return flask.jsonify([book.title for book in page])

    db.init_app(app)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        fill(db.session)
        db.session.remove()
    yield guarded(app, file)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/list", "/stream", "/page", "/missing"])
def test_found(path: str, app: Any, file: Path) -> None:
    assert app.test_client().get(path).data
    assert relations(file) == [(f"GET {path}", ["Book.author"])]


def test_the_blame_is_the_line_that_asked_or_rendered(app: Any, file: Path) -> None:
    client = app.test_client()
    assert client.get("/list").data
    assert client.get("/page").data
    listed, page = (report["findings"][0] for report in reports(file))
    assert listed["blame"]["line"] == line_of(__file__, "asked in Python")
    assert page["blame"]["line"] == line_of(__file__, "rendered")


def test_an_error_is_answered_as_the_application_says(app: Any) -> None:
    answer = app.test_client().get("/missing")
    assert (answer.status_code, answer.text) == (404, "missing")


@pytest.mark.parametrize("path", ["/list/fixed", "/stream/fixed", "/one/1"])
def test_silent(path: str, app: Any, file: Path) -> None:
    client = app.test_client()
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert relations(file) == []


@pytest.mark.parametrize(
    ("path", "relation"), [("/list", "Book.author"), ("/got", None)]
)
def test_found_with_flask_sqlalchemy(
    path: str, relation: str | None, app_of_flask_sqlalchemy: Any, file: Path
) -> None:
    assert app_of_flask_sqlalchemy.test_client().get(path).data
    assert relations(file) == [(f"GET {path}", [relation])]


@pytest.mark.parametrize("path", ["/list/fixed", "/one/2", "/pages"])
def test_silent_with_flask_sqlalchemy(
    path: str, app_of_flask_sqlalchemy: Any, file: Path
) -> None:
    client = app_of_flask_sqlalchemy.test_client()
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert relations(file) == []
