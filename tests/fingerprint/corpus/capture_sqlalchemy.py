"""Write down the SQL that SQLAlchemy sends: python -m ...capture_sqlalchemy sqlite|postgresql|mysql."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from tests.fingerprint.corpus import sqlalchemy_tour
from tests.fingerprint.corpus.corpus_file import FOLDER, write_corpus

_URLS = {
    "sqlite": ["sqlite://"],
    "postgresql": [
        "postgresql+psycopg://postgres@127.0.0.1/fingerprint",
        "postgresql+asyncpg://postgres@127.0.0.1/fingerprint",
    ],
    "mysql": ["mysql+pymysql://root@127.0.0.1/fingerprint"],
}


def capture(name: str) -> list[str]:
    """Return the statements of a tour through the ORM on the databases of *name*."""
    sent: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def record(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    for url in _URLS[name]:
        if "asyncpg" in url:
            asyncio.run(_tour_async(url))
        else:
            engine = create_engine(url)
            sqlalchemy_tour.Base.metadata.drop_all(engine)
            sqlalchemy_tour.Base.metadata.create_all(engine)
            with Session(engine) as session:
                sqlalchemy_tour.run(session)
            engine.dispose()
    return sent


async def _tour_async(url: str) -> None:
    engine = create_async_engine(url)

    def tour(connection: Any) -> None:
        sqlalchemy_tour.Base.metadata.drop_all(connection)
        sqlalchemy_tour.Base.metadata.create_all(connection)
        with Session(connection) as session:
            sqlalchemy_tour.run(session)

    async with engine.connect() as connection:
        await connection.run_sync(tour)
    await engine.dispose()


if __name__ == "__main__":
    write_corpus(FOLDER / f"sqlalchemy_{sys.argv[1]}.txt", capture(sys.argv[1]))
