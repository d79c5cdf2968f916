"""Litestar's handlers and Flask-SQLAlchemy's session."""

from __future__ import annotations

from functools import partial

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.topics.endpoints import ask
from benchmarks.corpus.sqlalchemy.web import flask_extension, litestar_app

positive = partial(Case, kind="positive", populate=populate)
silent = partial(Case, kind="silent", populate=populate)
star = partial(ask, litestar_app.app)


def flask(path: str) -> str:
    """Return the body of the answer."""
    answer = flask_extension.app.test_client().get(path)
    assert answer.status_code == 200
    return answer.text


AUTHOR = (Expect("NPG001", "Book.author", fix=("joinedload(Book.author)",)),)
HOUSE = (Expect("NPG001", "Book.publisher", fix=("joinedload(Book.publisher)",)),)
KEYED = (Expect("NPG004", None, fix=("Author.id.in_(",)),)
CASES = (
    positive(
        "sa_litestar_sync",
        topic="litestar",
        run=partial(star, "/bylines"),
        fixed=partial(star, "/bylines/fixed"),
        expect=AUTHOR,
        threads=True,
    ),
    positive(
        "sa_litestar_async",
        topic="litestar",
        run=partial(star, "/houses"),
        fixed=partial(star, "/houses/fixed"),
        expect=HOUSE,
    ),
    silent(
        "sa_litestar_sync_loaded",
        topic="litestar",
        run=partial(star, "/bylines/fixed"),
        threads=True,
    ),
    silent(
        "sa_litestar_async_loaded", topic="litestar", run=partial(star, "/houses/fixed")
    ),
    positive(
        "sa_flask_sqlalchemy_lazy",
        topic="flask_sqlalchemy",
        run=partial(flask, "/bylines"),
        fixed=partial(flask, "/bylines/fixed"),
        expect=AUTHOR,
    ),
    positive(
        "sa_flask_sqlalchemy_get",
        topic="flask_sqlalchemy",
        run=partial(flask, "/names"),
        fixed=partial(flask, "/names/fixed"),
        expect=KEYED,
    ),
    silent(
        "sa_flask_sqlalchemy_loaded",
        topic="flask_sqlalchemy",
        run=partial(flask, "/bylines/fixed"),
    ),
    silent(
        "sa_flask_sqlalchemy_pages",
        topic="flask_sqlalchemy",
        run=partial(flask, "/pages"),
    ),
)
