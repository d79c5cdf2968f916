"""The origin of a loop: where the rows that it goes over, or uses up, are built."""

from __future__ import annotations

from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.sources import (
    Built,
    drained_by_loop,
    iterable_of_loop,
    span_of,
    trace,
)
from nplusone_guard.diagnose.values import Origin

__all__ = ["origin_of_loop"]


def origin_of_loop(finding: Finding) -> Origin | None:
    """Return where the rows of the finding's loop are built, from the source alone."""
    evidence = finding.candidate.evidence
    if evidence.loop is None:
        return None
    span = evidence.loop.span
    iterable = iterable_of_loop(span.file, span.line, span.column)
    iterable = iterable or drained_by_loop(span.file, span.line)
    if iterable is None:
        return None
    return _origin(trace(span_of(iterable), evidence.callers))


def _origin(built: Built | None) -> Origin | None:
    if built is None:
        return None
    return Origin(span_of(built), is_certain=built.certain)
