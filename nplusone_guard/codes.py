"""The codes of findings: one per kind, never changed, each with a page in the docs."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CODES", "Code", "code_for"]


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding.

    Attributes:
        id: what goes into baselines, logs and tests ("NPG001").
        kind: the kind in words ("lazy-relation").
        title: one line for lists and help texts.
    """

    id: str
    kind: str
    title: str


CODES: tuple[Code, ...] = (
    Code("NPG001", "lazy-relation", "a related object is loaded once per row"),
    Code("NPG002", "lazy-collection", "a related collection is loaded once per row"),
    Code("NPG003", "deferred-column", "columns of a loaded row are fetched per row"),
    Code("NPG004", "get-per-row", "one row is looked up per row"),
    Code("NPG005", "aggregate-per-row", "a count, exists or aggregate runs per row"),
    Code("NPG006", "filtered-relation", "a related collection is queried anew per row"),
    Code("NPG007", "write-per-row", "one row is written per statement"),
    Code("NPG008", "repeated-query", "the same query runs again with the same values"),
    Code("NPG009", "raw-sql-per-row", "hand-written SQL runs once per row"),
    Code("NPG010", "tree-walk", "a tree is read one node at a time"),
)

_BY_KIND = {code.kind: code for code in CODES}


def code_for(kind: str) -> Code:
    """Return the code of *kind*; raises KeyError for a kind that does not exist."""
    return _BY_KIND[kind]
