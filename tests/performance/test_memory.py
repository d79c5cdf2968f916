"""A scope holds groups, not statements, so its memory does not grow with them."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

from nplusone_guard import guard
from tests.capture.statements import send

_MEGABYTE = 1_000_000


def _ask_for(rows: int) -> None:
    for number in range(rows):
        send(parameters=(number,))


def _ask_with_literals(rows: int, start: int = 0) -> None:
    for number in range(start, start + rows):
        send(f"SELECT id, name FROM author WHERE id = {number}", ())


def _growth(work: object) -> int:
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    work()  # type: ignore[operator]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before


def test_a_long_loop_takes_no_more_memory_than_a_short_one():
    with guard(mode="collect") as watch:
        _ask_for(100)
        grown = _growth(lambda: _ask_for(50_000))

    assert grown < 0.05 * _MEGABYTE
    assert watch.statements == 50_100
    (finding,) = watch.report.findings
    assert finding.count == 50_100


def test_distinct_literals_are_one_group_and_bounded_memory():
    # The caches of shapes fill up to their bound first; only then may nothing grow.
    with guard(mode="collect") as watch:
        _ask_with_literals(6_000)
        grown = _growth(lambda: _ask_with_literals(12_000, start=6_000))

    assert grown < 2 * _MEGABYTE
    (finding,) = watch.report.findings
    assert finding.count == 18_000


def test_a_full_scope_counts_what_it_has_no_room_for():
    with guard(mode="collect", max_groups=50) as watch:
        for number in range(500):
            send(f"SELECT column_{number} FROM author", ())

    assert watch.statements == 500
    assert watch.report.overflow == 450


class _Thing:
    """Something of the host's that a frame holds."""


def test_a_closed_scope_keeps_no_local_and_no_parameter():
    kept = []

    def view() -> None:
        thing, value = _Thing(), _Thing()
        kept.extend([weakref.ref(thing), weakref.ref(value)])
        for number in range(5):
            send(parameters=(number, value), link=thing)

    with guard(mode="collect") as watch:
        view()
    assert watch.report.findings
    gc.collect()

    assert [one() for one in kept] == [None, None]


def test_a_scope_goes_with_its_watch():
    with guard(mode="collect") as watch:
        _ask_for(5)
    scope = weakref.ref(watch._scope)
    del watch
    gc.collect()

    assert scope() is None
