"""`python -m benchmarks.overhead`: measure everything, write the results and the page.

With `--check` only the main figures, held against the committed ones and the budgets.
With `--main` the main figures of this interpreter are measured and kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from benchmarks.compare import rivals_home
from benchmarks.overhead import main_figures, page, plan, results
from benchmarks.overhead.cachegrind import ROOT, CannotCountError, Key, count

_LAYOUTS = 3


def main(arguments: list[str]) -> int:
    """Do what *arguments* ask for and return the exit status."""
    try:
        if "--check" in arguments:
            return _check()
        if "--main" not in arguments:
            _measure_all()
        _keep_main_figures()
    except CannotCountError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _check() -> int:
    here = results.environment()
    committed = results.load().get("main", {}).get(here)
    if committed is None:
        print(f"No committed figures for {here}: measured, and held against nothing.")
    found = main_figures.measure()
    for workload, tool, most in plan.BUDGETS:
        adds = found[workload][tool]
        over = ", over it" if adds > most else ""
        print(f"{workload:16} {tool:26} adds {adds:5.2f} %, budget {most} %{over}")
    wrong = main_figures.complaints(found, committed or {})
    if wrong:
        # A cost that is real is there the second time as well; a layout is not.
        again = main_figures.measure()
        lines = main_figures.complaints(again, committed or {})
        wrong = [line for line in lines if _subject(line) in map(_subject, wrong)]
    print(*(f"Too dear: {line}" for line in wrong), sep="\n")
    return 1 if wrong else 0


def _subject(line: str) -> str:
    return line.partition(":")[0]


def _measure_all() -> None:
    python = rivals_home.python()
    print(f"Counting instructions with {results.environment(python)}.", flush=True)
    counts: dict[Key, int] = {}
    # Counts do not depend on what else the machine does, so two go on at once.
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(_averaged, _batches(), repeat(python)):
            counts |= found
    results.keep("environment", results.environment(python))
    results.keep("counts", results.by_name(counts))
    results.keep("added_percent", results.added(counts))
    results.keep(
        "timing", {orm: _timing(orm, python) for orm in ("django", "sqlalchemy")}
    )
    results.keep("scale", _said_by([python, "-m", "benchmarks.overhead.scale"]))
    page.write(results.load())
    print(page.tables(results.load()))


def _averaged(wanted: list[tuple[plan.Workload, str]], python: str) -> dict[Key, int]:
    """Count each several times, as where objects lie in memory moves a count."""
    layouts = 1 if any(workload.is_long for workload, _ in wanted) else _LAYOUTS
    runs = [count(wanted, python, shift=shift) for shift in range(layouts)]
    return {
        key: sum(run[key] for run in runs) // layouts
        for key in runs[0]
        if all(key in run for run in runs)
    }


def _batches() -> list[list[tuple[plan.Workload, str]]]:
    return [
        [
            (workload, tool)
            for workload in plan.WORKLOADS
            if workload.orm == orm and workload.is_long is is_long
            for tool in workload.tools()
        ]
        for orm, is_long in (("django", True), ("django", False), ("sqlalchemy", False))
    ]


def _timing(orm: str, python: str) -> object:
    return _said_by([python, "-m", "benchmarks.overhead.timing", orm])


def _said_by(command: list[str]) -> object:
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(ended.stdout.splitlines()[-1])


def _keep_main_figures() -> None:
    here = results.environment()
    kept = results.load().get("main", {})
    results.keep("main", {**kept, here: main_figures.measure()})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
