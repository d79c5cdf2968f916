"""Scale: a million statements in one scope, and many scopes at once.

python -m benchmarks.overhead.scale     (prints JSON)
"""

from __future__ import annotations

import asyncio
import gc
import json
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any

from nplusone_guard import guard

_MILLION = 1_000_000
_LITERALS = 100_000
_THREADS = 64
_TASKS = 1_000
_PAIRS = 15

Scope = Callable[[], AbstractContextManager[Any]]


def main() -> dict[str, Any]:
    """Return memory and time of the one, and the ratios of the other."""
    from sqlalchemy import create_engine, text

    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(
            f"sqlite:///{Path(folder) / 'scale.sqlite'}", pool_size=70
        )
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"))
            connection.execute(text("INSERT INTO t VALUES (1, 'x'), (2, 'y')"))
        ratios = {
            "64 threads": _ratio(lambda scope: _threads(engine, scope)),
            "1,000 tasks": _ratio(lambda scope: asyncio.run(_tasks(engine, scope))),
        }
        engine.dispose()
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


def _ratio(work: Callable[[Scope], None]) -> float:
    def seconds(scope: Scope) -> float:
        started = time.process_time()
        work(scope)
        return time.process_time() - started

    def guarded() -> AbstractContextManager[Any]:
        return guard("at once")

    seconds(guarded)
    seconds(nullcontext)
    pairs = [seconds(guarded) / seconds(nullcontext) for _ in range(_PAIRS)]
    return round(100 * (median(pairs) - 1), 1)


def _threads(engine: Any, scope: Scope) -> None:
    threads = [
        threading.Thread(target=_pages, args=(engine, scope)) for _ in range(_THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _pages(engine: Any, scope: Scope) -> None:
    from sqlalchemy import text

    with engine.connect() as connection:
        for _ in range(10):
            with scope():
                _page(connection, text)


def _page(connection: Any, text: Any) -> None:
    connection.execute(text("SELECT id, a FROM t WHERE id = :id"), {"id": 1}).all()
    connection.execute(text("SELECT a FROM t WHERE a = :a"), {"a": "x"}).all()
    connection.execute(text("SELECT count(*) FROM t")).scalar()


async def _tasks(engine: Any, scope: Scope) -> None:
    from sqlalchemy import text

    async def work() -> None:
        with scope():
            await asyncio.sleep(0)
            with engine.connect() as connection:
                _page(connection, text)
            await asyncio.sleep(0)

    await asyncio.gather(*(work() for _ in range(_TASKS)))


if __name__ == "__main__":
    print(json.dumps(main()))
