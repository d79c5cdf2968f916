"""A library behind a web application: an engine that threads share, and its reports."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from tests.sqlalchemy.models import Base, fill


@contextmanager
def library() -> Iterator[Engine]:
    """Yield an engine with rows, for any thread to use."""
    engine = create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
    )
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    yield engine
    engine.dispose()


@asynccontextmanager
async def async_session() -> AsyncIterator[AsyncSession]:
    """Yield a session of an engine of its own, with rows."""
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        await session.run_sync(fill)
        session.expunge_all()
        yield session
    await engine.dispose()


def reports(path: Path) -> list[dict[str, Any]]:
    """Return the reports with findings that were written to *path*."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def relations(path: Path) -> list[tuple[str, list[str | None]]]:
    """Return scope and relations of each report with findings."""
    return [
        (
            report["scope"]["name"],
            [finding["relation"] for finding in report["findings"]],
        )
        for report in reports(path)
    ]


def line_of(file: str, mark: str) -> int:
    """Return the number of the one line of *file* that ends in the comment *mark*."""
    lines = Path(file).read_text().splitlines()
    (number,) = [n for n, line in enumerate(lines, 1) if line.endswith(f"# {mark}")]
    return number
