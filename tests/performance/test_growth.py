"""The time for a statement does not grow with the statements before it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from nplusone_guard import guard
from tests.capture.statements import send


def _one_shape(start: int, count: int) -> None:
    for number in range(start, start + count):
        send(parameters=(number,))


def _literals(start: int, count: int) -> None:
    for number in range(start, start + count):
        send(f"SELECT id FROM book WHERE id = {number} AND kind = 'k{number}'", ())


def _same_values(start: int, count: int) -> None:
    for _ in range(count):
        send(parameters=("always",))


def _seconds(work: Callable[[int, int], None], start: int, count: int) -> float:
    started = time.process_time()
    work(start, count)
    return time.process_time() - started


@pytest.mark.parametrize("work", [_one_shape, _literals, _same_values])
def test_late_statements_cost_what_early_ones_cost(work):
    size = 3_000
    with guard(mode="collect"):
        early = min(_seconds(work, one * size, size) for one in range(1, 4))
        _seconds(work, 4 * size, 4 * size)
        late = min(_seconds(work, one * size, size) for one in range(8, 11))

    # Quadratic time would make it four times as much.
    assert late < 2 * early
