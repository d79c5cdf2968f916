"""A room loads its own library and no other room's."""

from __future__ import annotations

import pytest

from tests.packaging.interpreter import loaded_after_importing, third_party

LIBRARIES = frozenset({"django", "pytest", "sqlalchemy"})


@pytest.mark.parametrize("room", ["django", "sqlalchemy"])
def test_only_its_own_library(room: str) -> None:
    names = loaded_after_importing(f"nplusone_guard.{room}")
    assert third_party(names, LIBRARIES) <= {room}
