"""The cases, one module per topic."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.django.cases import (
    collections,
    columns,
    forward,
    raw,
    reads,
    repeats,
    special,
    templates,
    writes,
)

TOPICS = (
    forward,
    collections,
    special,
    columns,
    reads,
    raw,
    writes,
    repeats,
    templates,
)
CASES: tuple[Case, ...] = tuple(case for topic in TOPICS for case in topic.CASES)
