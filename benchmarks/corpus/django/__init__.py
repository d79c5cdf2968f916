"""The Django corpus."""

from __future__ import annotations

from functools import cache

from benchmarks.corpus.case import Corpus


@cache
def corpus() -> Corpus:
    """Set Django up, make the tables, and return the cases."""
    from benchmarks.corpus.django.database import empty, prepare, statements

    prepare()
    from benchmarks.corpus.django.cases import CASES

    return Corpus("django", CASES, empty, statements)
