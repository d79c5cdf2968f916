from __future__ import annotations

import asyncio
import threading

import pytest

from nplusone_guard import ConfigError, NPlusOneError, guard, ignore
from nplusone_guard.capture.context import open_scopes
from tests.capture.statements import GET, send


def test_a_loop_of_two_rows_is_one_finding():
    with guard("names", mode="collect") as watch:
        for row in (1, 2):
            send(GET, (row,))

    (finding,) = watch.report.findings
    assert (finding.code, finding.count, watch.report.statements) == ("NPG009", 2, 2)
    assert finding.loop is not None
    assert finding.blame.expression == "send(GET, (row,))"


def test_one_row_is_no_finding():
    with guard(mode="collect") as watch:
        for row in (1,):
            send(GET, (row,))

    assert watch.report.findings == ()
    assert watch.report.statements == 1


def test_two_lines_without_a_loop_are_no_finding():
    with guard(mode="collect") as watch:
        send(GET, (1,))
        send(GET, (2,))

    assert watch.report.findings == ()


def test_two_lines_in_one_round_of_a_loop_are_no_finding():
    with guard(mode="collect") as watch:
        for row in (1,):
            send(GET, (row,))
            send(GET, (row + 1,))

    assert watch.report.findings == ()


def test_the_loop_around_the_block_does_not_count():
    for row in (1, 2):
        with guard(mode="collect") as watch:
            send(GET, (row,))
            send(GET, (row + 1,))

        assert watch.report.findings == ()


def test_the_loop_around_a_generator_that_opens_the_block_does_not_count():
    def opened():
        with guard(mode="collect") as watch:
            yield watch

    for row in (1, 2):
        block = opened()
        watch = next(block)
        send(GET, (row,))
        send(GET, (row + 1,))
        next(block, None)

        assert watch.report.findings == ()


def test_the_branches_of_a_loop_body_are_one_finding():
    with guard(mode="collect") as watch:
        for row in (1, 2, 3):
            if row == 2:
                send(GET, (row,))
            else:
                send(GET, (row,))

    assert [finding.count for finding in watch.report.findings] == [3]


def test_two_loops_that_share_a_helper_are_two_findings():
    def load(row):
        send(GET, (row,))

    with guard(mode="collect") as watch:
        for row in (1, 2):
            load(row)
        for row in (3, 4):
            load(row)

    assert [finding.count for finding in watch.report.findings] == [2, 2]


def test_map_is_found_by_its_equal_call_stacks():
    def load(row):
        send(GET, (row,))

    with guard(mode="collect") as watch:
        list(map(load, (1, 2)))

    (finding,) = watch.report.findings
    assert finding.loop is not None
    assert finding.loop.expression == "list(map(load, (1, 2)))"
    assert finding.count == 2


def test_every_level_of_a_recursion_is_one_finding():
    def climb(level):
        send(GET, (level,))
        if level:
            climb(level - 1)

    with guard(mode="collect") as watch:
        climb(3)

    (finding,) = watch.report.findings
    assert finding.count == 4
    assert finding.loop is not None
    assert finding.loop.expression == "climb(level - 1)"


def test_raise_mode_raises_at_the_second_row():
    seen = []
    with pytest.raises(NPlusOneError) as caught, guard("strict", mode="raise"):
        for row in (1, 2, 3):
            seen.append(row)
            send(GET, (row,))

    assert seen == [1, 2]
    assert caught.value.report is not None
    assert "send(GET, (row,))" in str(caught.value)
    assert "strict" in str(caught.value)


def test_raise_mode_leaves_a_failing_block_its_own_error():
    with pytest.raises(ZeroDivisionError), guard(mode="raise"):
        send(GET, (1,))
        _ = 1 / 0


def test_off_sees_nothing():
    with guard(mode="off") as watch:
        for row in (1, 2):
            send(GET, (row,))

    assert watch.report.statements == 0


def test_the_threshold_is_the_first_count_that_is_a_finding():
    for rows, expected in ((4, 0), (5, 1)):
        with guard(mode="collect", threshold=5) as watch:
            for row in range(rows):
                send(GET, (row,))

        assert len(watch.report.findings) == expected


def test_nested_scopes_both_see_and_judge_alone():
    with guard("outer", mode="collect") as outer:
        send(GET, (0,))
        with guard("inner", mode="collect") as inner:
            for row in (1, 2):
                send(GET, (row,))

    assert (outer.statements, inner.statements) == (3, 2)
    assert len(outer.report.findings) == len(inner.report.findings) == 1


def test_decorated_functions_are_scopes_of_their_own():
    reports = []

    @guard(mode="collect")
    def page(rows):
        for row in rows:
            send(GET, (row,))
        reports.append(len(open_scopes()))
        return "done"

    assert page((1, 2)) == "done"
    assert reports == [1]
    assert open_scopes() == ()


def test_decorated_coroutines_and_generators_keep_their_colour():
    @guard(mode="collect")
    async def page():
        return len(open_scopes())

    @guard(mode="collect")
    def rows():
        yield len(open_scopes())

    assert asyncio.run(page()) == 1
    assert list(rows()) == [1]


def test_async_with_works_as_with_does():
    async def page():
        async with guard(mode="collect") as watch:
            for row in (1, 2):
                send(GET, (row,))
        return watch.report

    assert len(asyncio.run(page()).findings) == 1


def test_tasks_of_one_loop_do_not_see_each_other():
    async def page(rows):
        async with guard(mode="collect") as watch:
            for row in rows:
                await asyncio.sleep(0)
                send(GET, (row,))
        return watch.statements

    async def both():
        return await asyncio.gather(page((1, 2)), page((1, 2, 3)))

    assert asyncio.run(both()) == [2, 3]


def test_a_thread_is_seen_once_attached():
    def work(watch):
        send(GET, (1,))
        with watch.attach():
            send(GET, (2,))

    with guard(mode="collect") as watch:
        thread = threading.Thread(target=work, args=(watch,))
        thread.start()
        thread.join()

    assert watch.statements == 1


def test_ignored_statements_count_and_find_nothing():
    with guard(mode="collect") as watch, ignore("known: audit trail"):
        for row in (1, 2):
            send(GET, (row,))

    assert watch.report.statements == 2
    assert watch.report.findings == ()
    (accepted,) = watch.report.accepted
    assert accepted.accepted == "known: audit trail"


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_ignore_wants_a_reason(reason):
    with pytest.raises(ConfigError, match="reason"):
        ignore(reason)


def test_allowed_relations_codes_and_scopes_find_nothing():
    for pattern in ("NPG009", "names", "*/test_api.py"):
        with guard("names", mode="collect", allow=[pattern]) as watch:
            for row in (1, 2):
                send(GET, (row,))

        assert watch.report.findings == ()
        assert len(watch.report.accepted) == 1


def test_a_guard_without_its_brackets_says_how_to_write_it():
    with pytest.raises(ConfigError, match=r"@guard\(\)"):
        guard(lambda: None)  # type: ignore[arg-type]


def test_past_max_groups_statements_still_count():
    with guard(mode="collect", max_groups=2) as watch:
        for table in ("a", "b", "c", "d"):
            send(f"SELECT x FROM {table}", ())

    assert watch.report.statements == 4
    assert watch.report.overflow == 2
