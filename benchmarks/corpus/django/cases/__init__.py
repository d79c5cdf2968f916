"""The cases, one module per topic."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.django.cases import collections, columns, forward, reads, special

CASES: tuple[Case, ...] = (*forward.CASES, *collections.CASES, *special.CASES, *columns.CASES, *reads.CASES)
