"""The topics in the order they are told: relations first, frameworks last."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.sqlalchemy.cases import (
    asynchronous,
    collections,
    columns,
    core,
    counted,
    eager,
    endpoints,
    filtered,
    keyed,
    layers,
    legacy,
    nested,
    properties,
    repeated,
    to_one,
    trees,
    writes,
    written_together,
)

TOPICS: tuple[tuple[Case, ...], ...] = (
    to_one.CASES,
    collections.CASES,
    nested.CASES,
    trees.CASES,
    eager.CASES,
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
    asynchronous.CASES,
    layers.CASES,
    endpoints.CASES,
)
