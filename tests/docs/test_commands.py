"""A command that a reader could not type is found, one that they can is not."""

from __future__ import annotations

import pytest

from tests.docs.commands import faults


@pytest.mark.parametrize(
    "line",
    [
        "make demo",
        "make test PYTHON=python3.13",
        "tox -e lint,types",
        'pip install "nplusone-guard[django,pytest]"',
        "python -m pip install nplusone-guard",
        "python -m json.tool",
        "nplusone-guard show findings.json --format markdown > comment.md",
        "nplusone-guard run --fail -- python manage.py import_books",
        "NPLUSONE_GUARD_POSTGRES_URL=postgresql://x/y pytest tests/packaging",
        "git clone https://example.org/x.git  # any repository",
        "",
    ],
)
def test_right(line: str) -> None:
    assert faults(line) == []


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("make coffee", "coffee"),
        ("tox -e py27", "py27"),
        ('pip install "nplusone-guard[peewee]"', "peewee"),
        ("python -m no_such_module", "no_such_module"),
        ("pytest tests/no_such_folder", "tests/no_such_folder"),
        ("brew install x", "brew"),
        ("nplusone-guard shew x.json", "shew x.json"),
        ("nplusone-guard show x.json --format pdf", "--format pdf"),
    ],
)
def test_wrong(line: str, missing: str) -> None:
    (fault,) = faults(line)
    assert missing in fault
