"""The corpus for SQLAlchemy: what its users write, slow and harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.corpus.case import Case, Corpus


def cases() -> tuple[Case, ...]:
    """Return every case that can run with what is installed."""
    from benchmarks.corpus.sqlalchemy.topics import topics

    return tuple(case for topic in topics() for case in topic)


def corpus() -> Corpus:
    """Return the corpus; importing it makes the database file."""
    from benchmarks.corpus.case import Corpus
    from benchmarks.corpus.sqlalchemy.world import empty, statements

    return Corpus("sqlalchemy", cases(), empty, statements)
