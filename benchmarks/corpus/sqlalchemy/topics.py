"""The topics in the order they are told: relations first, frameworks last."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.sqlalchemy.cases import (
    collections,
    columns,
    core,
    counted,
    filtered,
    keyed,
    legacy,
    nested,
    properties,
    to_one,
    trees,
    writes,
)

TOPICS: tuple[tuple[Case, ...], ...] = (
    to_one.CASES,
    collections.CASES,
    nested.CASES,
    trees.CASES,
    columns.CASES,
    properties.CASES,
    keyed.CASES,
    counted.CASES,
    filtered.CASES,
    legacy.CASES,
    core.CASES,
    writes.CASES,
)
