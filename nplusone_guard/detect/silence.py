"""Silence: what repeats for a good reason, recognised by evidence and never by name."""

from __future__ import annotations

from nplusone_guard.detect.chunks import goes_over_chunks
from nplusone_guard.detect.joined import is_joined_by_hand
from nplusone_guard.detect.of_each_class import is_of_each_class
from nplusone_guard.detect.of_each_query import is_of_each_query
from nplusone_guard.detect.one_thing import is_of_one_thing
from nplusone_guard.detect.probing import is_probing
from nplusone_guard.detect.ranges import is_range_of_row
from nplusone_guard.detect.spawning import is_spawned_one_by_one
from nplusone_guard.detect.values import Candidate, Silencer
from nplusone_guard.detect.written_out import is_written_out
from nplusone_guard.fingerprint import Slot

__all__ = ["SILENCERS"]

_NO_COINCIDENCE = 3
_NUMBERS = frozenset({"count", "exists", "aggregate"})
_PAGING = frozenset({"limit", "offset", "compare"})
_NOT_DATA = frozenset(
    {
        "ALTER",
        "ANALYZE",
        "CLOSE",
        "CREATE",
        "DECLARE",
        "DESCRIBE",
        "DROP",
        "EXPLAIN",
        "FETCH",
        "LOCK",
        "PRAGMA",
        "RESET",
        "SET",
        "SHOW",
        "USE",
        "VACUUM",
    }
)
_SYSTEM_TABLES = (
    "pg_",
    "sqlite_",
    "information_schema",
    "mysql.",
    "performance_schema",
)
_READS = frozenset({"SELECT", "WITH", "VALUES"})


def is_batch(candidate: Candidate) -> bool:
    """The ORM or the driver sends many rows with each statement.

    Unless it was handed one row at a time to do so.
    """
    entry = candidate.evidence.entry
    if entry is not None and entry.fact("one_row"):
        return False
    return candidate.many or candidate.evidence.is_batch


def has_several_keys(candidate: Candidate) -> bool:
    """Each statement asks for a chunk of keys, or writes a chunk of rows."""
    variation = candidate.variation
    if variation is None or candidate.operation == "add":
        return False  # a row's links are several rows, and still one row's
    if any(slot.role == "values" and slot.size > 1 for slot in variation.varying):
        return True
    loop = candidate.evidence.loop
    are_lists = bool(variation.varying) and all(map(_is_list, variation.varying))
    # A level of a tree may have a single node, and a chunk a single row.
    is_while = loop is not None and loop.kind == "while"
    if are_lists and (is_while or goes_over_chunks(candidate)):
        return True
    return variation.most_keys > 1 and not any(
        slot.role == "equal" for slot in variation.varying
    )


def _is_list(slot: Slot) -> bool:
    return slot.role == "in"


def is_page(candidate: Candidate) -> bool:
    """Only the page varies: LIMIT and OFFSET, or the key to go on after.

    A key of several columns is compared as "after this one, or equal and after that".
    """
    variation = candidate.variation
    if variation is None or not variation.varying:
        return False
    loop = candidate.evidence.loop
    is_while = loop is not None and loop.kind == "while"
    if candidate.operation in ("first", "get") and not is_while:
        return False  # the neighbour of each row, not the rows after a page
    if candidate.operation in _NUMBERS and len(variation.varying) == 1:
        return False  # a rank: how many are above each row
    if is_range_of_row(candidate):
        return False
    keyed = {slot.column for slot in variation.varying if slot.role == "compare"}
    return all(
        slot.role in _PAGING or (slot.role == "equal" and slot.column in keyed)
        for slot in variation.varying
    )


def is_about_the_schema(candidate: Candidate) -> bool:
    """The statement asks about tables rather than rows, or is not about data at all."""
    if candidate.shape.statement in _NOT_DATA:
        return True
    tables = candidate.shape.tables
    return bool(tables) and tables[0].lower().startswith(_SYSTEM_TABLES)


def is_once_per_database(candidate: Candidate) -> bool:
    """Each of several databases was asked once."""
    return len(candidate.aliases) == candidate.count


def is_a_library_s_own(candidate: Candidate) -> bool:
    """A library goes round by itself below one call: `migrate`, a cascade, an export.

    Only equal call stacks speak for a repetition then, and the application can change
    nothing about it. A relation that is loaded for each row it can change.
    """
    evidence = candidate.evidence
    return (
        evidence.loop is None
        and evidence.is_inside_library
        and not evidence.askers
        and candidate.relation is None
    )


def is_waiting(candidate: Candidate) -> bool:
    """The same statement with the same values until something changes: poll or retry.

    A lazy relation whose rows share one parent also repeats its values, and is one all
    the same.
    """
    entry = candidate.evidence.entry
    if not candidate.is_same or (entry is not None and entry.operation == "lazy"):
        return False
    loop = candidate.evidence.loop
    if candidate.shape.statement not in _READS:
        return True
    if any(step.retries for step in candidate.path):
        return True
    return loop is not None and (loop.kind == "while" or loop.can_end_early)


def is_asked_twice(candidate: Candidate) -> bool:
    """Two equal questions from one place, with no loop to be seen: a coincidence."""
    return (
        candidate.is_same
        and candidate.evidence.loop is None
        and candidate.relation is None
        and candidate.count < _NO_COINCIDENCE
    )


SILENCERS: tuple[Silencer, ...] = (
    is_batch,
    is_about_the_schema,
    has_several_keys,
    is_page,
    is_once_per_database,
    is_a_library_s_own,
    is_waiting,
    is_asked_twice,
    is_of_one_thing,
    is_joined_by_hand,
    is_written_out,
    is_spawned_one_by_one,
    is_of_each_class,
    is_of_each_query,
    is_probing,
)
