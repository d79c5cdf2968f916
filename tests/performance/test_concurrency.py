"""Scopes of threads and tasks that run at once see their own statements only."""

from __future__ import annotations

import asyncio
import threading

from nplusone_guard import Watch, guard
from tests.capture.statements import send


def test_64_threads_see_their_own_statements():
    seen: dict[int, Watch] = {}
    together = threading.Barrier(64)

    def work(number: int) -> None:
        with guard(f"thread {number}", mode="collect") as watch:
            together.wait()
            for row in range(number):
                send(f"SELECT name FROM table_{number} WHERE id = %s", (row,))
        seen[number] = watch

    threads = [threading.Thread(target=work, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {number: watch.statements for number, watch in seen.items()} == {
        number: number for number in range(64)
    }
    for number, watch in seen.items():
        counts = [finding.count for finding in watch.report.findings]
        assert counts == ([number] if number >= 2 else [])


async def test_1000_tasks_see_their_own_statements():
    async def work(number: int) -> tuple[int, list[int]]:
        async with guard(f"task {number}", mode="collect") as watch:
            for row in range(number % 7):
                send(f"SELECT name FROM table_{number} WHERE id = %s", (row,))
                await asyncio.sleep(0)
        return watch.statements, [one.count for one in watch.report.findings]

    results = await asyncio.gather(*(work(number) for number in range(1000)))

    for number, (statements, counts) in enumerate(results):
        assert statements == number % 7
        assert counts == ([number % 7] if number % 7 >= 2 else [])


def test_a_scope_shared_by_threads_loses_no_finding():
    with guard(mode="collect") as watch:

        def work() -> None:
            with watch.attach():
                for row in range(200):
                    send(parameters=(row,))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    (finding,) = watch.report.findings
    assert finding.count == watch.statements == 1_600
