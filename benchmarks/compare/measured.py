"""The measurement: each tool alone, in a process of its own, over one corpus."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.told import Tool
from benchmarks.compare.totals import Row

ROOT = Path(__file__).resolve().parents[2]
# Generous: a tool with a program of its own needs a second for each case.
TIMEOUT_S = 1800


@dataclass(frozen=True, slots=True)
class Measured:
    """What one tool scored; *missing* says why it did not run."""

    tool: str
    version: str
    missing: str | None
    rows: list[Row]
    world: str = ""


def measure(tool: Tool, orm: str, python: str) -> Measured:
    """Run *tool* over the corpus of *orm* with the interpreter *python*."""
    done = subprocess.run(
        [python, "-m", "benchmarks.compare", "--score", tool.name, "--orm", orm],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    # A tool may fail while the interpreter ends, after the answer was printed.
    answers = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not answers:
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return Measured(tool.name, "", f"did not run: {last}", [])
    answer = json.loads(answers[-1])
    rows = answer["scores"].get(orm, [])
    return Measured(
        tool.name, answer["version"], answer["missing"], rows, answer["world"]
    )
