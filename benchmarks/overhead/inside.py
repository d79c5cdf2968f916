"""Inside valgrind: one process that is prepared once and forks a child for each run.

A child's count starts with its parent's, so the difference of a long and a short child
is the rounds between them, plus what the parent did in between; two children that do
nothing say how much that is.

    python -m benchmarks.overhead.inside OUT SHIFT JOB...     (JOB is workload|tool|rounds)
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from benchmarks.overhead.tools import check, start

_WARM_UP = 20


def main(out: str, shift: int, jobs: list[str]) -> None:
    """Run each job in a child and write which process did it."""
    # Kept to the end: all that comes after lies elsewhere in memory.
    moved = [bytes(number % 400) for number in range(shift * 997)]
    orm = jobs[0].split("-")[0]
    work = import_module(f"benchmarks.overhead.{orm}_work")
    import structlog  # noqa: F401

    import nplusone_guard  # noqa: F401 - so that children need not import it

    rows = 10_000 if any(job.startswith("django-long-loop") for job in jobs) else 200
    work.prepare(rows)
    # What Python and the ORM learn once is not the tool's cost.
    for name in dict.fromkeys(job.split("|")[0] for job in jobs):
        if name != "django-long-loop":
            work.WORK[name](nullcontext, _WARM_UP)
    gc.collect()
    gc.freeze()
    done: list[tuple[str, int, bool]] = []
    for job in ("", "", "", *jobs):
        pid = os.fork()
        if pid == 0:
            _run(work, job)
        _, status = os.waitpid(pid, 0)
        done.append((job, pid, status == 0))
    Path(out).write_text(json.dumps(done), encoding="utf-8")
    moved.clear()


def _run(work: object, job: str) -> None:
    status = 0
    if job:
        workload, tool, rounds = job.split("|")
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - until the process ends
        try:
            scope = start(tool, workload.split("-")[0])
            gc.collect()
            # Out of reach, not only off: past it each allocation costs a few more
            # instructions, and only a tool that keeps something gets there.
            gc.set_threshold(1_000_000_000)
            gc.disable()
            work.WORK[workload](scope, int(rounds))  # type: ignore[attr-defined]
            check(tool)
        except BaseException:  # noqa: BLE001 - said, and the other jobs go on
            traceback.print_exc()
            status = 1
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
