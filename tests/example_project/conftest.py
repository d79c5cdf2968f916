"""One run of the demonstration, which the tests of the pages share."""

from __future__ import annotations

import pytest

from example_project.demo import Outcome, run


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Every page of both servers, asked for over HTTP, by server and name."""
    found = run(tmp_path_factory.mktemp("bookshop"))
    return {f"{o.visit.site.name} {o.visit.page.name}": o for o in found}
