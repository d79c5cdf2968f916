"""The Django corpus is what it says it is: slow grows, fixed does not, silent is flat.

The corpus has Django settings of its own, so it runs in a process of its own.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOPICS = ROOT / "benchmarks" / "corpus" / "django" / "cases"


def names_in_sources(maker: str) -> list[str]:
    """Read the names of the cases without importing them."""
    return [
        node.args[0].id
        for path in sorted(TOPICS.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == maker
        and isinstance(node.args[0], ast.Name)
    ]


POSITIVE = names_in_sources("positive")
SILENT = names_in_sources("silent")


@cache
def proof() -> dict[str, list[str]]:
    """Return what is untrue about each case."""
    command = [sys.executable, "-m", "benchmarks.compare", "--prove", "--json"]
    done = subprocess.run(
        [*command, "--orm", "django"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    untrue: dict[str, list[str]] = json.loads(done.stdout)
    return untrue


@pytest.mark.parametrize("name", POSITIVE)
def test_slow_grows_and_fixed_does_not(name: str) -> None:
    assert proof()[name] == []


@pytest.mark.parametrize("name", SILENT)
def test_silent_twin_is_flat_or_says_that_it_grows(name: str) -> None:
    assert proof()[name] == []


def test_every_case_is_proven() -> None:
    assert sorted(proof()) == sorted(POSITIVE + SILENT)


def test_names_are_unique() -> None:
    names = POSITIVE + SILENT
    assert len(set(names)) == len(names)


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(POSITIVE) >= 90
    assert len(SILENT) >= 90
