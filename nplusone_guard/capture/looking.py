"""A look: what is read of a statement that repeats another, while its stack is there."""

from __future__ import annotations

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.parameters import compare
from nplusone_guard.capture.reading import read_evidence
from nplusone_guard.capture.statement import Statement

__all__ = ["look"]


def look(
    group: Group, statement: Statement, first: Group, boundary: Boundary | None
) -> None:
    """Read the evidence of *group*, which repeats what *first* began with."""
    if group.evidence is None or group.evidence.is_alone:
        group.evidence = read_evidence(statement.frame, boundary, group.path)
    digest = statement.digest
    # Without a digest nobody knows whether the values were the same.
    if statement.sql == first.first_sql and digest == first.first_digest is not None:
        return
    group.keep_template(first.first_sql, statement.sql)
    group.saw_other_values(
        compare(
            first.first_sql,
            first.first_digest,
            statement.sql,
            digest,
            group.dialect,
        )
    )
