from __future__ import annotations

import asyncio
import io

import pytest

from nplusone_guard import ConfigError, QueryBudgetExceeded
from nplusone_guard.testing import measure_scaling
from nplusone_guard.testing.progress import Progress
from tests.capture.statements import GET, send

SIZES = (10, 100, 1_000)


def test_one_query_that_builds_a_list_is_told_as_such():
    def run(rows):
        send("SELECT id FROM book", ())
        return [str(row) * 10 for row in range(rows * 10)]

    scaling = measure_scaling(run, SIZES, rollback=False)

    assert [one.statements for one in scaling.measurements] == [1, 1, 1]
    assert (scaling.statements, scaling.memory) == ("constant", "N")
    scaling.assert_at_most(statements="constant", memory="N")
    with pytest.raises(QueryBudgetExceeded, match="memory grows like N, at most con"):
        scaling.assert_at_most(memory="constant")


def test_a_query_per_row_and_a_quadratic_loop_are_told():
    def run(rows):
        for row in range(rows):
            send(GET, (row,))

    def pairs(rows):
        return sum(1 for _ in range(rows) for _ in range(rows))

    per_row = measure_scaling(run, (5, 25, 125), rollback=False, repeat=1)
    quadratic = measure_scaling(pairs, (100, 300, 900), rollback=False)

    assert per_row.statements == "N"
    assert per_row.measurements[-1].report.findings[0].count == 125
    with pytest.raises(QueryBudgetExceeded) as caught:
        per_row.assert_at_most(statements="constant")
    text = str(caught.value)
    assert text.startswith("statements grow like N, at most constant allowed\n\n  ")
    assert "\n\nNPG009 send(GET, (row,)): 125 queries instead of 1 " in text
    assert quadratic.time == "N squared"
    assert quadratic.statements == "constant"


def test_the_table_has_a_line_for_each_size_and_one_for_the_growth():
    def run(rows):
        send()

    lines = str(measure_scaling(run, (10, 100, 100_000), rollback=False)).splitlines()

    assert lines[0].split() == ["rows", "statements", "time", "peak", "memory"]
    assert [line.split()[0] for line in lines[1:]] == ["10", "100", "100,000", "growth"]
    assert "constant" in lines[-1]


def test_a_coroutine_function_makes_it_one_to_await():
    async def run(rows):
        await asyncio.sleep(0)
        send()

    async def measure():
        return await measure_scaling(run, SIZES, rollback=False)

    assert asyncio.run(measure()).statements == "constant"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sizes": (10, 100)}, "3 or more numbers"),
        ({"repeat": 0}, "repeat is a whole number, 1 or more"),
        ({"repeats": 3}, "did you mean 'repeat'"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ConfigError, match=message):
        measure_scaling(lambda rows: None, **options)


def test_orders_are_checked():
    scaling = measure_scaling(lambda rows: None, (1, 2, 3), rollback=False)
    with pytest.raises(ConfigError, match=r"one of 'constant'.*not 'N2'"):
        scaling.assert_at_most(time="N2")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_shows_on_a_terminal_after_a_while_and_goes(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(
        "nplusone_guard.testing.progress.time.monotonic", lambda: clock[0]
    )
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        clock[0] = 0.0
        bar = Progress(3, stream)
        bar.tell("writing")
        assert stream.getvalue() == ""
        clock[0] = 2.0
        bar.step()
        bar.tell("timing")
        bar.end()

    assert "[########................] 1/3 timing" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")
    assert pipe.getvalue() == ""
