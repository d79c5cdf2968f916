"""Each fact has pairs: statements that share a shape, and others that must not."""

from __future__ import annotations

import pytest

from nplusone_guard.fingerprint import fingerprint
from tests.fingerprint.pairs_file import Pair, pairs
from tests.fingerprint.statements import DIALECTS

PAIRS = list(pairs())

# The facts without a pair in some dialect, and what makes them facts of the others.
NOT_EVERYWHERE = {
    7: "double quotes hold a string in MySQL; elsewhere see fact 8",
    8: "double quotes hold a name, or may; in MySQL see fact 7",
    12: "E'..' is PostgreSQL's; in MySQL every string escapes, see fact 18",
    18: "of an unknown dialect nobody knows, see fact 19",
    19: "in MySQL the backslash escapes, see fact 18",
    21: "q'[..]' is Oracle's, and may be an unknown dialect's",
    22: "$tag$ is PostgreSQL's, and may be an unknown dialect's",
    23: "so are its numbered parameters, that open no $tag$",
    37: "VALUES(x) is a function in MySQL",
    40: "arrays are PostgreSQL's",
    43: "so is unnest",
    46: "in SQLite and Oracle # is neither a comment nor an operator",
    58: "MySQL has no schema-quoted names in double quotes",
    65: "slices of arrays are PostgreSQL's",
    81: "Oracle has no PREPARE",
    82: "the objects are those of psycopg",
    83: "strings side by side are one in MySQL",
}


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


def test_every_fact_has_a_pair_in_every_dialect_it_is_about() -> None:
    have = {(pair.fact, pair.dialect) for pair in PAIRS}
    facts = range(1, 87)
    missing = {fact for fact in facts for one in DIALECTS if (fact, one) not in have}
    assert missing == set(NOT_EVERYWHERE)
