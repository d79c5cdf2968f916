"""Counting: the instructions of each round, by valgrind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.overhead.plan import Workload

ROOT = Path(__file__).resolve().parents[2]
# The names of a workload and a tool.
Key = tuple[str, str]


class CannotCountError(Exception):
    """Valgrind is not there, or did not work."""


def count(
    wanted: list[tuple[Workload, str]],
    python: str = sys.executable,
    *,
    shift: int = 0,
) -> dict[Key, int]:
    """Return the instructions of one round of each workload with each tool.

    All must be of one ORM. *shift* moves what each run has in memory. A tool that failed is left out; what it said is printed.

    Raises:
        CannotCountError: valgrind is missing or ended with an error.
    """
    if shutil.which("valgrind") is None:
        raise CannotCountError("valgrind is not installed; it counts the instructions")
    with tempfile.TemporaryDirectory(prefix="overhead-") as folder:
        pids = _run(wanted, python, Path(folder), shift)
        counts = [
            (job, _total(Path(folder) / f"{pid}.cg") if is_done else None)
            for job, pid, is_done in pids
        ]
    between = _known(counts[2][1]) - _known(counts[1][1])
    found: dict[Key, int] = {}
    runs = iter(counts[3:])
    for workload, tool in wanted:
        (_, short), (_, long) = next(runs), next(runs)
        if short is not None and long is not None:
            rounds = workload.long - workload.short
            found[workload.name, tool] = (long - short - between) // rounds
    return found


def _run(
    wanted: list[tuple[Workload, str]], python: str, folder: Path, shift: int
) -> list[tuple[str, int, bool]]:
    jobs = [
        f"{workload.name}|{tool}|{rounds}"
        for workload, tool in wanted
        for rounds in (workload.short, workload.long)
    ]
    out = folder / "done.json"
    command = [
        *("valgrind", "-q", "--tool=cachegrind", "--cache-sim=no"),
        f"--cachegrind-out-file={folder}/%p.cg",
        *(python, "-m", "benchmarks.overhead.inside", str(out), str(shift), *jobs),
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    complaints = [line for line in ended.stderr.splitlines() if "LL cache" not in line]
    if ended.returncode or not out.exists():
        raise CannotCountError("valgrind failed:\n" + "\n".join(complaints[-30:]))
    done: list[tuple[str, int, bool]] = json.loads(out.read_text(encoding="utf-8"))
    failed = [job for job, _, is_done in done if not is_done]
    if failed:
        print("Failed:", *failed, "\n".join(complaints[-30:]), sep="\n  ")
    return done


def _total(file: Path) -> int:
    with file.open("rb") as lines:
        lines.seek(-200, os.SEEK_END)
        return int(lines.read().rsplit(b":", 1)[1])


def _known(number: int | None) -> int:
    assert number is not None
    return number
