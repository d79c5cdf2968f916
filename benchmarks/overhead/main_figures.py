"""The main figures: those a change must not make dearer, and whether it did."""

from __future__ import annotations

from statistics import median

from benchmarks.overhead import plan, results
from benchmarks.overhead.cachegrind import count

_RISE = 0.3  # percentage points
_TIMES = 3


def measure() -> dict[str, dict[str, float]]:
    """Return what the guard adds with this interpreter, in percent.

    Where objects lie in memory moves a count by 0.2 %: the median of several.
    """
    found: dict[str, dict[str, float]] = {}
    for orm in ("django", "sqlalchemy"):
        budgets = [one for one in plan.BUDGETS if one[0].startswith(orm)]
        workloads = dict.fromkeys(name for name, _, _ in budgets)
        wanted = [
            (plan.workload_called(name), tool)
            for name in workloads
            for tool in (plan.NONE, *(tool for one, tool, _ in budgets if one == name))
        ]
        runs = [results.added(count(wanted, shift=shift)) for shift in range(_TIMES)]
        for name, tool, _ in budgets:
            amounts = [run[name][tool] for run in runs if tool in run.get(name, {})]
            found.setdefault(name, {})[tool] = round(median(amounts), 2)
    return found


def complaints(
    found: dict[str, dict[str, float]], committed: dict[str, dict[str, float]] | None
) -> list[str]:
    """Return a line for each figure that rose or is over its budget.

    Another Python or another ORM gives other figures, so without committed ones for
    this environment only the budgets count.
    """
    lines = []
    for workload, tool, most in plan.BUDGETS:
        adds = found[workload][tool]
        before = (committed or {}).get(workload, {}).get(tool)
        if before is not None and adds > before + _RISE:
            lines.append(f"{workload}, {tool}: adds {adds} %, committed {before} %")
        elif adds > most + _RISE:
            lines.append(f"{workload}, {tool}: adds {adds} %, budget {most} %")
    return lines
