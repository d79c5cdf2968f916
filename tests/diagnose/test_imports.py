from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nplusone_guard.capture import application
from tests.diagnose.sourcing import Source

PACKAGE = {
    "bookshop/__init__.py": "",
    "bookshop/queries.py": """
        BOOKS = ["Book.objects"]

        def sold():
            return Book.objects.filter(sold=True)

        class Repository:
            def books(self):
                return Book.objects.filter(own=True)
    """,
    "bookshop/api/__init__.py": "from ..queries import sold as best",
    "bookshop/settings.py": "ROWS = lambda: None",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, text in PACKAGE.items():
        Source(tmp_path, text, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("bookshop.queries", "bookshop.api", "bookshop.settings"):
        importlib.import_module(name)
    yield tmp_path
    for name in [n for n in sys.modules if n.partition(".")[0] == "bookshop"]:
        del sys.modules[name]


IMPORTS = [
    ("from bookshop.queries import sold", "sold()", "Book.objects.filter(sold=True)"),
    (
        "from bookshop import queries",
        "queries.sold()",
        "Book.objects.filter(sold=True)",
    ),
    ("from bookshop.queries import sold as s", "s()", "Book.objects.filter(sold=True)"),
    ("from bookshop.api import best", "best()", "Book.objects.filter(sold=True)"),
    ("import bookshop.queries as q", "q.sold()", "Book.objects.filter(sold=True)"),
    (
        "from bookshop.queries import Repository",
        "Repository().books()",
        "Book.objects.filter(own=True)",
    ),
    ("from bookshop.queries import missing", "missing()", None),
    ("from bookshop.missing import sold", "sold()", None),
    ("from os import listdir", "listdir()", None),
    ("import os", "os.listdir()", None),
    ("from bookshop.queries import BOOKS", "BOOKS", None),
]


@pytest.mark.parametrize(("statement", "iterable", "expected"), IMPORTS)
def test_imported_names(shop, statement, iterable, expected):
    text = f"{statement}\ndef f():\n    for b in {iterable}:  # here\n        b\n"
    built = Source(shop, text).traced()
    assert (built.expression if built else None) == expected


def test_the_place_is_in_the_imported_file(shop):
    text = "from bookshop.queries import sold\nfor b in sold(): b  # here\n"
    built = Source(shop, text).traced()
    assert built is not None
    assert built.file == str(shop / "bookshop" / "queries.py")
    assert (built.line, built.function, built.via) == (4, "sold", "return")


def test_an_import_inside_the_function_counts(shop):
    text = """
        def f():
            from bookshop.queries import sold
            for b in sold():  # here
                b
    """
    built = Source(shop, text).traced()
    assert built is not None
    assert built.expression == "Book.objects.filter(sold=True)"


def test_nothing_is_imported_for_the_purpose(tmp_path, monkeypatch):
    Source(tmp_path, "def sold():\n    return Book.objects.all()\n", "unloaded_shop.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    text = "from unloaded_shop import sold\nfor b in sold(): b  # here\n"
    assert Source(tmp_path, text).traced() is None
    assert "unloaded_shop" not in sys.modules


def test_installed_libraries_are_not_looked_into(tmp_path):
    text = "from pytest import raises\nfor b in raises(): b  # here\n"
    assert Source(tmp_path, text).traced() is None


def test_installed_code_that_is_called_editable_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site-packages"
    Source(folder, "def sold():\n    return Book.objects.all()", "editable_shop.py")
    monkeypatch.syspath_prepend(str(folder))
    importlib.import_module("editable_shop")
    code = "from editable_shop import sold\nfor book in sold():  # here\n    pass"
    source = Source(tmp_path, code)
    monkeypatch.setattr(application, "_patterns", ())
    application.is_application_file.cache_clear()
    before = source.traced()
    monkeypatch.setattr(application, "_patterns", ("*/site-packages/editable_*",))
    application.is_application_file.cache_clear()
    after = source.traced()
    application.is_application_file.cache_clear()
    del sys.modules["editable_shop"]
    assert before is None
    assert after is not None
    assert after.expression == "Book.objects.all()"
