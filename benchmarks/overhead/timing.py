"""Time and memory: a guarded round after an unguarded one, again and again.

python -m benchmarks.overhead.timing ORM     (prints JSON)
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from statistics import median
from typing import Any

from benchmarks.overhead import plan
from benchmarks.overhead.tools import Scope, check, start

Run = Callable[[Scope, int], None]

_PAIRS = 60
_ROUNDS = {"get": 40, "request": 2, "loop": 1}


def main(orm: str) -> dict[str, Any]:
    """Return the median ratio of each workload and the memory of a long loop."""
    work = import_module(f"benchmarks.overhead.{orm}_work")
    work.prepare(10_000)
    logging.disable()
    scope = start(plan.PRODUCTION, orm)
    processor, wall = {}, {}
    for name, rounds in _ROUNDS.items():
        run = work.WORK[f"{orm}-{name}"]
        pairs = [_ratios(run, scope, rounds) for _ in range(_PAIRS)]
        processor[f"{orm}-{name}"] = _percent([ratio for ratio, _ in pairs])
        wall[f"{orm}-{name}"] = _percent([ratio for _, ratio in pairs])
    check(plan.PRODUCTION)
    bare, guarded = (_peak(work, one) for one in (nullcontext, scope))
    return {
        "added_percent": processor,
        "wall_added_percent": wall,
        "loop_of_10000_added_bytes": guarded - bare,
    }


def _percent(ratios: list[float]) -> float:
    return round(100 * (median(ratios) - 1), 1)


def _ratios(run: Run, scope: Scope, rounds: int) -> tuple[float, float]:
    guarded, bare = _seconds(run, scope, rounds), _seconds(run, nullcontext, rounds)
    return guarded[0] / bare[0], guarded[1] / bare[1]


def _seconds(run: Run, scope: Scope, rounds: int) -> tuple[float, float]:
    """Return the processor's time and the clock's."""
    busy, began = time.process_time(), time.perf_counter()
    run(scope, rounds)
    return time.process_time() - busy, time.perf_counter() - began


def _peak(work: Any, scope: Scope) -> int:
    work.loops(scope, 1, 100)
    gc.collect()
    tracemalloc.start()
    work.loops(scope, 1, 10_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
