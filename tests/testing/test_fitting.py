from __future__ import annotations

import math
import random

import pytest

from nplusone_guard.testing.fitting import ORDERS, order_of

SIZES = (100, 10_000, 1_000_000)
GROWTHS = {
    "constant": lambda n: 1,
    "N": lambda n: n,
    "N log N": lambda n: n * math.log2(n),
    "N squared": lambda n: n * n,
}


@pytest.mark.parametrize("sizes", [SIZES, (10, 100, 1_000), (2, 5, 10, 50)])
@pytest.mark.parametrize("order", ORDERS)
def test_exact_numbers_are_told_exactly(order, sizes):
    for slope in (1e-6, 1, 7):
        values = [slope * GROWTHS[order](size) for size in sizes]
        assert order_of(sizes, values, 0.001) == order


@pytest.mark.parametrize("order", ORDERS)
def test_a_fixed_part_changes_nothing(order):
    values = [5 + 3 * GROWTHS[order](size) for size in SIZES]
    assert order_of(SIZES, values, 0.001) == order


@pytest.mark.parametrize("order", ORDERS)
def test_noise_of_a_tenth_is_borne(order):
    chance = random.Random(1)
    for _ in range(50):
        values = [GROWTHS[order](size) * chance.uniform(0.9, 1.1) for size in SIZES]
        assert order_of(SIZES, values, 0.25) == order


def test_nothing_at_all_is_constant():
    assert order_of(SIZES, [0, 0, 0], 0.001) == "constant"


def test_what_shrinks_is_not_growing():
    assert order_of(SIZES, [9, 5, 1], 0.25) == "constant"
