"""Time grows with the length of a statement and no faster."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from time import process_time

import pytest

from nplusone_guard.fingerprint import slots
from nplusone_guard.fingerprint.canon import canonical_text, plain_text
from nplusone_guard.fingerprint.dialects import dialect_named
from nplusone_guard.fingerprint.outline import outline
from tests.fingerprint.long_inputs import LONG_INPUTS, long_input
from tests.fingerprint.statements import DIALECTS

_LENGTH = 2_000
_FACTOR = 8

# Eight times the length takes eight times as long, sixty-four times if it is
# quadratic. In between there is room for a busy machine.
_MOST = 24


# The collector walks whatever the whole test run has left alive, in either half.
@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def seconds(sql: str, dialect: str | None) -> float:
    """Return the processor time of the better of two runs."""
    times = []
    for _ in range(2):
        started = process_time()
        text = canonical_text(plain_text(sql), dialect_named(dialect))
        outline.__wrapped__(text)
        slots(sql, dialect)
        times.append(process_time() - started)
    return min(times)


def growth(name: str, dialect: str | None) -> float:
    """Return how many times longer the long input takes."""
    short = seconds(long_input(name, _LENGTH), dialect)
    return seconds(long_input(name, _LENGTH * _FACTOR), dialect) / max(short, 0.0005)


@pytest.mark.parametrize("name", LONG_INPUTS)
def test_eight_times_the_length(name: str) -> None:
    for dialect in DIALECTS:
        # A neighbour on the machine can spoil one measurement, not three in a row.
        measured: list[float] = []
        while len(measured) < 3 and (not measured or measured[-1] >= _MOST):
            measured.append(growth(name, dialect))
        assert min(measured) < _MOST, (dialect, measured)
