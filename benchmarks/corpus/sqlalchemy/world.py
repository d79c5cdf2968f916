"""The world of the cases: a SQLite file, its engines and its sessions."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExecuteStyle
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool

from benchmarks.corpus.sqlalchemy.models.mapping import Base

_folder = tempfile.mkdtemp(prefix="corpus-sqlalchemy-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
DATABASE = Path(_folder) / "library.db"

# No pool: each asyncio.run has a loop of its own, which a pooled connection would
# outlive, and no connection stays open when the process ends.
engine = create_engine(f"sqlite:///{DATABASE}", poolclass=NullPool)
async_engine = create_async_engine(
    f"sqlite+aiosqlite:///{DATABASE}", poolclass=NullPool
)
Session = sessionmaker(engine)
AsyncSession = async_sessionmaker(async_engine)

_sent = count()
_seen = 0
_batches: WeakSet[object] = WeakSet()


@event.listens_for(engine, "connect")
@event.listens_for(async_engine.sync_engine, "connect")
def _prepare(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@event.listens_for(Engine, "before_cursor_execute")
def _count(*execution: Any) -> None:
    # One INSERT of many rows may reach the driver in several batches of one context.
    context = execution[4]
    if context in _batches:
        return
    if context.execute_style is ExecuteStyle.INSERTMANYVALUES:
        _batches.add(context)
    # next() on a counter is atomic: cases send from several threads.
    global _seen
    _seen = next(_sent) + 1


def statements() -> int:
    """Return how many statements were sent so far, by any engine in any thread."""
    return _seen


def empty() -> None:
    """Make the tables where they are missing, and remove every row."""
    if not DATABASE.exists():
        Base.metadata.create_all(engine)
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(f'DELETE FROM "{table.name}"')
    connection.close()
