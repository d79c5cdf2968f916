"""A database server that is missing is a skip for a person and a failure on CI."""

from __future__ import annotations

import pytest

from tests.databases import MARIADB, POSTGRES, address


@pytest.mark.parametrize("variable", [POSTGRES, MARIADB])
def test_the_address_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "postgresql://server/test")
    assert address(variable) == "postgresql://server/test"


def test_a_missing_server_fails_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(POSTGRES, raising=False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=POSTGRES):
        address(POSTGRES)


def test_a_missing_server_is_skipped_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(POSTGRES, raising=False)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=POSTGRES):
        address(POSTGRES)
