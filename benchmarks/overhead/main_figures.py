"""The main figures: those a change must not make dearer, and whether it did."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks.overhead import plan, results
from benchmarks.overhead.cachegrind import count

# Percentage points. SQLAlchemy's dictionaries are keyed by address: where objects lie
# moves what a tool adds by 0.7 either way, as 5 layouts showed.
_RISE = {"django": 0.3, "sqlalchemy": 1.5}
_TIMES = 3

Figures = dict[str, dict[str, float]]


def measure() -> Figures:
    """Return what the guard adds with this interpreter, in percent.

    Where objects lie in memory moves a count: the median of several layouts.
    """
    found: Figures = {}
    # Counts do not depend on what else the machine does, so two go on at once.
    with ThreadPoolExecutor(2) as pool:
        for figures in pool.map(_of, ("django", "sqlalchemy")):
            found |= figures
    return found


def _of(orm: str) -> Figures:
    budgets = [one for one in plan.BUDGETS if one[0].startswith(orm)]
    workloads = dict.fromkeys(name for name, _, _ in budgets)
    wanted = [
        (plan.workload_called(name), tool)
        for name in workloads
        for tool in (plan.NONE, *(tool for one, tool, _ in budgets if one == name))
    ]
    runs = [results.added(count(wanted, shift=shift)) for shift in range(_TIMES)]
    found: Figures = {}
    for name, tool, _ in budgets:
        amounts = [run[name][tool] for run in runs if tool in run.get(name, {})]
        found.setdefault(name, {})[tool] = round(median(amounts), 2)
    return found


def complaints(found: Figures, committed: Figures) -> list[str]:
    """Return a line for each figure that rose by more than its noise allows."""
    lines = []
    for workload, tool, _ in plan.BUDGETS:
        adds = found[workload][tool]
        before = committed.get(workload, {}).get(tool)
        if before is not None and adds > before + _RISE[workload.split("-")[0]]:
            lines.append(f"{workload}, {tool}: adds {adds} %, committed {before} %")
    return lines
