"""Wall time and memory: a guarded round after an unguarded one, again and again.

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

_PAIRS = 60
_ROUNDS = {"get": 40, "request": 2, "loop": 1}


def main(orm: str) -> dict[str, Any]:
    """Return the median ratio of each workload and the memory of a long loop."""
    work = import_module(f"benchmarks.overhead.{orm}_work")
    work.prepare(10_000)
    logging.disable()
    scope = start(plan.PRODUCTION, orm)
    ratios = {}
    for name, rounds in _ROUNDS.items():
        run = work.WORK[f"{orm}-{name}"]
        pairs = [_ratio(run, scope, rounds) for _ in range(_PAIRS)]
        ratios[f"{orm}-{name}"] = round(100 * (median(pairs) - 1), 1)
    check(plan.PRODUCTION)
    bare, guarded = (_peak(work, one) for one in (nullcontext, scope))
    return {"added_percent": ratios, "loop_of_10000_added_bytes": guarded - bare}


def _ratio(run: Callable[[Scope, int], None], scope: Scope, rounds: int) -> float:
    return _seconds(run, scope, rounds) / _seconds(run, nullcontext, rounds)


def _seconds(run: Callable[[Scope, int], None], scope: Scope, rounds: int) -> float:
    # The processor's time: on a machine with other work the clock says little.
    started = time.process_time()
    run(scope, rounds)
    return time.process_time() - started


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
