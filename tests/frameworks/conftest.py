"""What the framework tests share: findings of a function, templates in a folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Engine

from nplusone_guard import guard
from nplusone_guard.containment import contained_errors, forget_contained_errors


@pytest.fixture(autouse=True)
def _no_error_inside_the_guard():
    forget_contained_errors()
    yield
    assert contained_errors() == {}


@pytest.fixture
def found():
    """Return a function that runs another one guarded and returns its findings."""

    def findings(function: Callable[[], Any]) -> tuple[Any, ...]:
        with guard("test", mode="collect", threshold=2) as watch:
            function()
        return watch.report.findings

    return findings


@pytest.fixture
def one(found):
    """Return a function that expects exactly one finding and returns it."""

    def only(function: Callable[[], Any]) -> Any:
        (finding,) = found(function)
        return finding

    return only


@pytest.fixture
def templates(tmp_path, settings):
    """Return a function that writes templates into the settings' folder."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def write(**sources: str) -> Engine:
        for name, source in sources.items():
            (tmp_path / f"{name}.html").write_text(source)
        return Engine(
            dirs=[str(tmp_path)],
            libraries={"shelf": "tests.frameworks.shelf_tags"},
        )

    return write


@pytest.fixture(name="rendered")
def _rendered(templates):
    """Return a function that renders a template with books, as a view would."""

    def rendered(source: str, books: Any, **others: str) -> str:
        engine = templates(page=source, **others)
        return engine.get_template("page.html").render(Context({"books": books}))

    return rendered
