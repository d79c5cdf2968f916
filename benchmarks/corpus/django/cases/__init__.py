"""The cases, one module per topic."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.django.cases import (
    admin,
    collections,
    columns,
    drf,
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
    drf,
    admin,
)
CASES: tuple[Case, ...] = tuple(case for topic in TOPICS for case in topic.CASES)
