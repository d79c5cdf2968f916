from __future__ import annotations

import pytest

from tests.report.samples import HERE


@pytest.fixture(autouse=True)
def _in_the_shop_folder(monkeypatch):
    """Paths in reports are written as seen from the current directory."""
    monkeypatch.chdir(HERE)
