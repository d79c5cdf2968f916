"""How the topics make their cases: the name is the function's, the topic the module's."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows

Populate = Callable[[int], None]


def positive(
    run: Callable[[], object],
    fixed: Callable[[], object],
    *expect: Expect,
    populate: Populate = rows.books,
    state: Callable[[], object] | None = None,
    threads: bool = False,
) -> Case:
    """A case that a guard must find, with its fix."""
    return Case(
        name=run.__name__,
        kind="positive",
        topic=_topic(run),
        run=run,
        fixed=fixed,
        populate=populate,
        expect=expect,
        state=state,
        threads=threads,
    )


def silent(
    run: Callable[[], object],
    *,
    populate: Populate = rows.books,
    grows: bool = False,
    threads: bool = False,
) -> Case:
    """A case that a guard must leave alone."""
    return Case(
        name=run.__name__,
        kind="silent",
        topic=_topic(run),
        run=run,
        populate=populate,
        grows=grows,
        threads=threads,
    )


def _topic(run: Callable[[], object]) -> str:
    return run.__module__.rpartition(".")[2]
