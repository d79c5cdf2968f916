"""Each fact has pairs: statements that share a shape, and others that must not."""

from __future__ import annotations

import pytest

from nplusone_guard.fingerprint import fingerprint
from tests.fingerprint.pairs_file import Pair, pairs

PAIRS = list(pairs())


def shape_of(sql: str, dialect: str | None) -> str:
    return fingerprint(sql, dialect).text


@pytest.mark.parametrize("fact", range(1, 87))
def test_statements_of_one_shape(fact: int) -> None:
    wrong = [
        f"{pair}\n   {shape_of(pair.first, pair.dialect)}"
        f"\n   {shape_of(pair.second, pair.dialect)}"
        for pair in PAIRS
        if pair.fact == fact
        and pair.sign == "="
        and shape_of(pair.first, pair.dialect) != shape_of(pair.second, pair.dialect)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("fact", range(1, 87))
def test_statements_of_two_shapes(fact: int) -> None:
    wrong = [
        f"{pair}\n   {shape_of(pair.second, pair.dialect)}"
        for pair in PAIRS
        if pair.fact == fact
        and pair.sign == "!"
        and shape_of(pair.first, pair.dialect) == shape_of(pair.second, pair.dialect)
    ]
    assert not wrong, "\n".join(wrong)


def expected_text(pair: Pair) -> str:
    """Return the text; names are in backticks where double quotes may hold a string."""
    is_doubtful = pair.dialect in (None, "sqlite")
    return pair.second.replace('"', "`") if is_doubtful else pair.second


def test_the_text_of_a_shape() -> None:
    wrong = [
        f"{pair}\n   {shape_of(pair.first, pair.dialect)}"
        for pair in PAIRS
        if pair.sign == ">"
        and shape_of(pair.first, pair.dialect) != expected_text(pair)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_fact_has_both_kinds() -> None:
    for sign in "=!":
        missing = set(range(1, 87)) - {p.fact for p in PAIRS if p.sign == sign}
        assert not missing
    assert len({(p.first, p.second) for p in PAIRS if p.sign in "=!"}) >= 300
