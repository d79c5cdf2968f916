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

litestar = pytest.importorskip("litestar", reason="Litestar is not installed")


def counted(session: Session, query: Any) -> dict[str, int]:
    return {each.name: len(each.books) for each in session.scalars(query)}


@litestar.get("/shelves", sync_to_thread=True)
def shelves(state: litestar.datastructures.State) -> dict[str, int]:
    with Session(state.engine) as session:
        return counted(session, select(Author))


@litestar.get("/shelves/fixed", sync_to_thread=True)
def shelves_fixed(state: litestar.datastructures.State) -> dict[str, int]:
    with Session(state.engine) as session:
        return counted(session, select(Author).options(selectinload(Author.books)))


@litestar.get("/names")
async def names() -> list[str]:
    async with async_session() as session:
        found = [await session.get_one(Author, key) for key in (1, 2, 3)]
        return [author.name for author in found]


@litestar.get("/names/fixed")
async def names_fixed() -> list[str]:
    async with async_session() as session:
        return list(await session.scalars(select(Author.name)))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    handlers = [shelves, shelves_fixed, names, names_fixed]
    with library() as engine:
        app = litestar.Litestar(handlers, debug=True)
        app.state.engine = engine
        file = str(tmp_path / "reports")
        yield NPlusOneGuardASGI(app, mode="collect", report_file=file)


@pytest.mark.parametrize(
    ("path", "relation"), [("/shelves", "Author.books"), ("/names", None)]
)
def test_found(path: str, relation: str | None, app: Any, tmp_path: Path) -> None:
    assert ask(app, path).status_code == 200
    assert relations(tmp_path / "reports") == [(f"GET {path}", [relation])]


@pytest.mark.parametrize("path", ["/shelves/fixed", "/names/fixed"])
def test_silent(path: str, app: Any, tmp_path: Path) -> None:
    for _ in range(3):
        assert ask(app, path).status_code == 200
    assert relations(tmp_path / "reports") == []
