"""The cases, one module per topic."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.django.cases import (
    admin,
    asynchronous,
    batches,
    collections,
    columns,
    drf,
    followed,
    forms,
    forward,
    helpers,
    places,
    projects,
    published,
    raw,
    reads,
    repeats,
    special,
    templates,
    writes,
)

TOPICS = (
    forward,
    helpers,
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
    forms,
    asynchronous,
    places,
    projects,
    published,
    batches,
    followed,
)
CASES: tuple[Case, ...] = tuple(case for topic in TOPICS for case in topic.CASES)
