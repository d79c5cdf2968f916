"""The topics in the order they are told: relations first, frameworks last."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from benchmarks.corpus.case import Case
from benchmarks.corpus.sqlalchemy.topics import (
    asynchronous,
    collections,
    columns,
    core,
    counted,
    eager,
    entities,
    filtered,
    keyed,
    layers,
    legacy,
    nested,
    projects,
    properties,
    repeated,
    rewritten,
    to_one,
    trees,
    writes,
    written_together,
)

ALWAYS: tuple[tuple[Case, ...], ...] = (
    to_one.CASES,
    collections.CASES,
    nested.CASES,
    trees.CASES,
    eager.CASES,
    entities.CASES,
    columns.CASES,
    properties.CASES,
    keyed.CASES,
    counted.CASES,
    filtered.CASES,
    legacy.CASES,
    core.CASES,
    writes.CASES,
    written_together.CASES,
    repeated.CASES,
    rewritten.CASES,
    asynchronous.CASES,
    layers.CASES,
    projects.CASES,
)

# A topic and the libraries without which its cases cannot run.
WITH_LIBRARIES = (
    ("endpoints", ("fastapi", "flask", "httpx", "pydantic")),
    ("extensions", ("fastapi", "flask_sqlalchemy", "httpx", "litestar")),
    ("graphql", ("strawberry",)),
    ("sqlmodels", ("sqlmodel",)),
    ("migrations", ("alembic",)),
)


def topics() -> tuple[tuple[Case, ...], ...]:
    """Return the topics that can run with what is installed."""
    rooms = [
        f"benchmarks.corpus.sqlalchemy.topics.{name}"
        for name, libraries in WITH_LIBRARIES
        if all(find_spec(library) for library in libraries)
    ]
    return (*ALWAYS, *(import_module(room).CASES for room in rooms))
