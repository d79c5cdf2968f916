"""Queues: a loop that asks for its next row each time, and writes that row.

`while (job := next_job()): ...; job.save()` has no rows at hand that could be written
together: each round must have been written before the next row is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from nplusone_guard.capture.expressions import Span
from nplusone_guard.detect.silence import is_page, is_waiting
from nplusone_guard.detect.values import Candidate, Finding

__all__ = ["loops_of_queues", "writes_of_a_queue"]


def loops_of_queues(every: Iterable[Candidate]) -> set[Span]:
    """Return the `while` loops in which the next row is asked for each time."""
    found: set[Span] = set()
    for candidate in every:
        loop = candidate.evidence.loop
        is_while = loop is not None and loop.kind == "while"
        if is_while and (is_waiting(candidate) or is_page(candidate)):
            found.add(candidate.evidence.loop.span)  # type: ignore[union-attr]
    return found


def writes_of_a_queue(finding: Finding, queues: set[Span]) -> bool:
    """Say whether *finding* is about the row that a queue has handed out."""
    loop = finding.candidate.evidence.loop
    is_write = finding.kind == "write-per-row"
    return is_write and loop is not None and loop.span in queues
