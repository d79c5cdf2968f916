"""What fuzzing found once stays found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.checks import check
from tests.fuzz.fingerprint_fuzz import one_input, write_seeds

FOUND: list[tuple[str | None, bytes]] = [
    ("mysql", b"LIMIT ELSE . 2a END"),
    ("mysql", b"$ ( . 2a field"),
    (None, b"IN ("),
    (None, b"SELECT a FROM t WHERE a = b_333333333333333_c"),
    ("sqlite", "SELECT a FROM t WHERE a = gr\u00f6\u00dfe_20240131".encode()),
    ("sqlite", b"SELECT a FROM t WHERE b = `N ('don't`"),
    ("sqlite", b"SELECT a FROM t WHERE b = [B]"),
    ("mysql", b"-0B\x0f\x00\x00\x00\x00\x00)3"),
]


@pytest.mark.parametrize(("dialect", "data"), FOUND)
def test_found(dialect: str | None, data: bytes) -> None:
    check(data, dialect)


def test_the_fuzzer_begins_with_inputs_that_hold(tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds")
    seeds = list((tmp_path / "seeds").iterdir())
    assert len(seeds) > 1000
    for seed in seeds:
        one_input(seed.read_bytes())
