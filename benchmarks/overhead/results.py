"""Results: what was measured, kept in a file that later measurements are held against."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from typing import Any

from benchmarks.overhead.cachegrind import ROOT, Key
from benchmarks.overhead.plan import NONE

FILE = ROOT / "benchmarks" / "results.json"

_ASK = "import django, sqlalchemy; print(django.__version__, sqlalchemy.__version__)"


def environment(python: str = sys.executable) -> str:
    """Return what the counts depend on: "Python 3.11, Django 5.2, SQLAlchemy 2.1"."""
    said = subprocess.run(
        [python, "-c", _ASK], capture_output=True, text=True, check=True
    )
    django, sqlalchemy = (
        ".".join(version.split(".")[:2]) for version in said.stdout.split()
    )
    version = ".".join(platform.python_version_tuple()[:2])
    return f"Python {version}, Django {django}, SQLAlchemy {sqlalchemy}"


def added(counts: dict[Key, int]) -> dict[str, dict[str, float]]:
    """Return by workload and tool what the tool adds to no guard, in percent."""
    percents: dict[str, dict[str, float]] = {}
    for (workload, tool), count in counts.items():
        bare = counts.get((workload, NONE))
        if bare and tool != NONE:
            percent = round(100 * (count / bare - 1), 2)
            percents.setdefault(workload, {})[tool] = percent
    return percents


def load() -> dict[str, Any]:
    """Return all that was kept."""
    if not FILE.exists():
        return {}
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def keep(part: str, value: object) -> None:
    """Keep *value* as *part* of the results, beside the others."""
    results = {**load(), part: value}
    FILE.write_text(
        json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )


def by_name(counts: dict[Key, int]) -> dict[str, dict[str, int]]:
    """Return *counts* by workload and tool, as they are kept."""
    named: dict[str, dict[str, int]] = {}
    for (workload, tool), count in counts.items():
        named.setdefault(workload, {})[tool] = count
    return named
