"""What fuzzing found once stays found."""

from __future__ import annotations

import pytest

from tests.fuzz.checks import check

FOUND: list[tuple[str | None, bytes]] = [
    ("mysql", b"LIMIT ELSE . 2a END"),
    ("mysql", b"$ ( . 2a field"),
    (None, b"IN ("),
    ("mysql", b"-0B\x0f\x00\x00\x00\x00\x00)3"),
]


@pytest.mark.parametrize(("dialect", "data"), FOUND)
def test_found(dialect: str | None, data: bytes) -> None:
    check(data, dialect)
