"""The database servers the tests talk to: one environment variable each holds the address."""

from __future__ import annotations

import os

import pytest

POSTGRES = "NPLUSONE_GUARD_POSTGRES_URL"
MARIADB = "NPLUSONE_GUARD_MARIADB_URL"


def address(variable: str) -> str:
    """Return the URL in *variable*; without one the test is skipped, on CI it fails."""
    url = os.environ.get(variable)
    if url:
        return url
    sentence = f"{variable} is not set: it holds the URL of the server to test with"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
