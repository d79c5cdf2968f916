"""The corpora that exist, loaded only when asked for: each configures its ORM."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from benchmarks.corpus.case import Case, Corpus

ORMS = ("django", "sqlalchemy")


def load(orm: str) -> Corpus:
    """Return the corpus of *orm*, ready to run."""
    corpus: Corpus = import_module(f"benchmarks.corpus.{orm}").corpus()
    return corpus


def existing() -> tuple[str, ...]:
    """Return the ORMs that have a corpus and are installed."""
    return tuple(orm for orm in ORMS if find_spec(orm) and _has_corpus(orm))


def chosen(corpus: Corpus, names: list[str], topics: list[str]) -> list[Case]:
    """Return the cases of these names and topics; all when none is given."""
    return [
        case
        for case in corpus.cases
        if (not names or case.name in names) and (not topics or case.topic in topics)
    ]


def _has_corpus(orm: str) -> bool:
    name = f"benchmarks.corpus.{orm}"
    return find_spec(name) is not None and hasattr(import_module(name), "corpus")
