"""Kinds: which sort of repetition a candidate is, most certain first."""

from __future__ import annotations

from nplusone_guard.detect.values import Candidate, Detector

__all__ = ["DETECTORS"]

_AGGREGATES = frozenset({"count", "exists", "aggregate", "contains"})
_WRITES = frozenset({"insert", "update", "delete", "save", "upsert", "flush", "add"})
# "lazy" is a collection of one parent, asked for something else each time.
_LOOKUPS = frozenset({"get", "select", "first", "lazy"})


def find_tree_walk(candidate: Candidate) -> str | None:
    """NPG010: each level of a tree asks for the next, to a depth nobody knows."""
    entry, relation = candidate.evidence.entry, candidate.relation
    is_down_itself = entry is not None and bool(entry.fact("self_key"))
    if not is_down_itself and (relation is None or not relation.is_recursive):
        return None
    loop = candidate.evidence.loop
    # Up by `node = node.parent`, or down by a queue of the nodes still to be asked.
    is_while = loop is not None and loop.kind == "while"
    return "tree-walk" if candidate.evidence.is_recursive or is_while else None


def find_lazy_relation(candidate: Candidate) -> str | None:
    """NPG001, NPG002, NPG006: a relation of each row is loaded on its own."""
    entry, relation = candidate.evidence.entry, candidate.relation
    if (
        entry is None
        or relation is None
        or entry.operation not in ("lazy", "first", "get")
    ):
        return None
    if not relation.is_to_many:
        return "lazy-relation" if entry.operation == "lazy" else None
    is_plain = entry.operation == "lazy" and not entry.is_filtered
    return "lazy-collection" if is_plain else "filtered-relation"


def find_deferred_column(candidate: Candidate) -> str | None:
    """NPG003: columns of a row at hand are fetched afterwards."""
    return "deferred-column" if candidate.operation == "column" else None


def find_aggregate_per_row(candidate: Candidate) -> str | None:
    """NPG005: a number or a yes or no is asked for each row."""
    if candidate.is_same and candidate.relation is None:
        return None
    return "aggregate-per-row" if candidate.operation in _AGGREGATES else None


def find_write_per_row(candidate: Candidate) -> str | None:
    """NPG007: rows are written one by one."""
    return "write-per-row" if candidate.operation in _WRITES else None


def find_repeated_query(candidate: Candidate) -> str | None:
    """NPG008: the very same question again."""
    return "repeated-query" if candidate.is_same else None


def find_get_per_row(candidate: Candidate) -> str | None:
    """NPG004: a row, or the rows of one key, are looked up for each row."""
    return "get-per-row" if candidate.operation in _LOOKUPS else None


def find_raw_sql(candidate: Candidate) -> str | None:
    """NPG009: hand-written SQL runs for each row."""
    return "raw-sql-per-row" if candidate.operation == "raw" else None


# What the ORM names beats what the SQL looks like: a tree before the relation it walks,
# a relation before the plain look-up it ends in, equal values before different ones.
DETECTORS: tuple[Detector, ...] = (
    find_tree_walk,
    find_deferred_column,
    find_aggregate_per_row,
    find_lazy_relation,
    find_write_per_row,
    find_repeated_query,
    find_raw_sql,
    find_get_per_row,
)
