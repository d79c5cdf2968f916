"""Alembic migrations: the same statement for many tables, on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    inspect,
)
from sqlalchemy.pool import StaticPool

from benchmarks.corpus.case import Case
from benchmarks.corpus.sqlalchemy.models.mapping import Base
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import engine

silent = partial(Case, kind="silent", topic="migrations", populate=populate)
NAMES = ("north", "south", "east", "west")


@contextmanager
def scratch() -> Iterator[Engine]:
    """Give a database that lives as long as the block."""
    bind = create_engine("sqlite://", poolclass=StaticPool)
    yield bind
    bind.dispose()


def upgraded() -> list[str]:
    with scratch() as bind, bind.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        for name in NAMES:
            op.create_table(name, Column("id", Integer, primary_key=True))
        for name in NAMES:
            op.add_column(name, Column("label", String(20)))
            op.create_index(f"{name}_label", name, ["label"])
        return sorted(inspect(connection).get_table_names())


def rows_moved() -> int:
    """A data migration: one statement a table."""
    with scratch() as bind, bind.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        table = op.create_table("north", Column("id", Integer, primary_key=True))
        op.bulk_insert(table, [{"id": n} for n in range(20)])
        return 20


def compared() -> bool:
    """What `alembic revision --autogenerate` asks the database."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        return isinstance(compare_metadata(context, Base.metadata), list)


def created_and_dropped() -> int:
    metadata = MetaData()
    for name in NAMES:
        Table(name, metadata, Column("id", Integer, primary_key=True))
    with scratch() as bind:
        metadata.create_all(bind)
        metadata.drop_all(bind)
    return len(NAMES)


CASES = (
    silent("sa_upgraded", run=upgraded),
    silent("sa_rows_moved", run=rows_moved),
    silent("sa_compared", run=compared),
    silent("sa_created_and_dropped", run=created_and_dropped),
)
