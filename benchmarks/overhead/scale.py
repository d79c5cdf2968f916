"""Scale: a million statements in one scope, and many scopes at once.

python -m benchmarks.overhead.scale     (prints JSON)
"""

from __future__ import annotations

import gc
import json
import time
import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from statistics import median
from typing import Any

from benchmarks.overhead import django_work, sqlalchemy_work
from benchmarks.overhead.tools import Scope
from nplusone_guard import guard

_MILLION = 1_000_000
_LITERALS = 100_000
_PAIRS = 15


def main() -> dict[str, Any]:
    """Return memory and time of the one, and the ratios of the other."""
    # Each on a database in memory that all its connections share.
    django_work.prepare()
    ratios = {
        "64 threads, a request of 30 queries each": _ratio(django_work.threads),
        "1,000 tasks, an `AsyncSession` with three queries each": _ratio(
            sqlalchemy_work.tasks
        ),
    }
    return {
        "a million of one shape": _many(
            lambda number: ("SELECT 1 WHERE ? > 0", (number,))
        ),
        "a million with 100,000 literals": _many(
            lambda number: (f"SELECT 1 WHERE {number % _LITERALS} > 0", ())
        ),
        "added_percent": ratios,
    }


def _many(statement: Callable[[int], tuple[str, tuple[int, ...]]]) -> dict[str, Any]:
    """Send a million statements to SQLite in one scope, bare of any ORM's own memory."""
    from sqlalchemy import StaticPool, create_engine

    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:

        def send(start: int, count: int) -> float:
            started = time.process_time()
            for number in range(start, start + count):
                connection.exec_driver_sql(*statement(number))
            return time.process_time() - started

        with guard(mode="collect"):
            send(0, 5_000)  # what is cached for good is there from here on
        with guard(mode="collect") as watch:
            send(0, 10_000)
            gc.collect()
            tracemalloc.start()
            before, _ = tracemalloc.get_traced_memory()
            early = send(10_000, 10_000)
            send(20_000, _MILLION - 30_000)
            late = send(_MILLION - 10_000, 10_000)
            after, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        (finding,) = watch.report.findings
    return {
        "statements": watch.statements,
        "counted_in_the_finding": finding.count,
        "grown_bytes": after - before,
        "peak_bytes": peak - before,
        "late_to_early": round(late / early, 2),
    }


def _ratio(work: Callable[[Scope, int], None]) -> float:
    def seconds(scope: Scope) -> float:
        started = time.process_time()
        work(scope, 1)
        return time.process_time() - started

    def guarded() -> AbstractContextManager[Any]:
        return guard("at once")

    for scope in (nullcontext, guarded) * 2:
        seconds(scope)
    pairs = [seconds(guarded) / seconds(nullcontext) for _ in range(_PAIRS)]
    return round(100 * (median(pairs) - 1), 1)


if __name__ == "__main__":
    print(json.dumps(main()))
