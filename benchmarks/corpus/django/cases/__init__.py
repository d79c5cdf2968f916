"""The cases, one module per topic."""

from __future__ import annotations

from benchmarks.corpus.case import Case
from benchmarks.corpus.django.cases import forward

CASES: tuple[Case, ...] = (*forward.CASES,)
