"""What one scope has learnt about the stack another may use, and nothing else."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from contextlib import nullcontext
from functools import partial
from typing import Any

import pytest

from nplusone_guard import NPlusOneError, guard, ignore
from nplusone_guard.capture.known_ways import known_ways
from tests.capture.statements import GET, send


@pytest.fixture(autouse=True)
def _nothing_is_known():
    known_ways.clear()
    yield
    known_ways.clear()


def ask(number: int, sql: str = GET) -> None:
    send(sql, (number,))


def is_known(sql: str = GET) -> bool:
    known = known_ways.get(sql)
    return known is not None and bool(known.ways)


def counts(watch) -> list[int]:
    return sorted(finding.count for finding in watch.report.findings)


def rounds(work, times: int = 4):
    """Do *work* in several scopes and yield each watch: the ways are known by the third."""
    for _ in range(times):
        with guard(mode="collect") as watch:
            work()
        yield watch
    assert is_known()


@pytest.mark.parametrize("rows", [2, 3, 5])
def test_a_loop_is_found_whatever_is_known_already(rows):
    def work():
        for number in range(rows):
            ask(number)

    for watch in rounds(work):
        assert counts(watch) == [rows]
        assert watch.statements == rows


def test_map_is_found_time_and_again():
    for _ in range(4):
        with guard(mode="collect") as watch:
            list(map(ask, (1, 2)))
        assert counts(watch) == [2]


def test_two_lines_that_share_a_helper_stay_two():
    def work():
        ask(1)
        ask(2)

    for watch in rounds(work):
        assert counts(watch) == []
        assert watch.statements == 2
        assert len(watch.report.totals) == 2


def test_one_line_before_a_loop_stays_out_of_it():
    def work():
        ask(100)
        for number in range(3):
            ask(number)

    for watch in rounds(work):
        assert counts(watch) == [3]
        assert watch.statements == 4


def test_two_branches_of_one_loop_are_one_finding():
    def work():
        for number in range(2):
            if number:
                ask(1)
            else:
                ask(0)

    for watch in rounds(work):
        assert counts(watch) == [2]


def test_a_scope_inside_the_loop_sees_one_statement():
    """The way was learnt by a scope that has the loop inside of it."""

    def page(number: int) -> None:
        ask(number)

    def whole():
        for number in range(3):
            page(number)

    for _ in rounds(whole):
        pass
    seen = []

    def guarded():
        for number in range(3):
            with guard(mode="collect") as watch:
                page(number)
                page(number)
            seen.append(watch)

    guarded()
    assert [counts(watch) for watch in seen] == [[], [], []]


def test_a_scope_that_opens_further_in_ends_there():
    def work():
        with guard(mode="collect") as inner:
            ask(1)
        return inner

    for watch in rounds(work):
        assert watch.statements == 1
        (total,) = watch.report.totals
        assert total.count == 1


def test_what_is_ignored_here_was_not_ignored_there():
    def work():
        for number in range(3):
            ask(number)

    for _ in rounds(work):
        pass
    with guard(mode="collect") as watch, ignore("known"):
        work()
    assert counts(watch) == []
    assert [finding.count for finding in watch.report.accepted] == [3]


def test_the_same_text_on_another_stack_depth_is_walked_again():
    def deep(levels: int) -> None:
        if levels:
            deep(levels - 1)
        else:
            for number in range(2):
                ask(number)

    for levels in (0, 3, 7, 3, 0, 7):
        with guard(mode="collect") as watch:
            deep(levels)
        assert counts(watch) == [2]


def test_a_recursion_without_end_is_not_learnt_for_ever():
    def deep(levels: int) -> None:
        ask(levels)
        if levels:
            deep(levels - 1)

    for _ in range(3):
        with guard(mode="collect") as watch:
            deep(40)
        assert counts(watch) == [41]
    known = known_ways.get(GET)
    assert known is not None
    assert len(known.ways) <= 4


def test_values_of_a_first_sighting_are_compared_and_not_kept():
    def same():
        for _ in range(2):
            ask(1)

    def other():
        for number in range(2):
            ask(number)

    for watch in rounds(same):
        assert [one.code for one in watch.report.findings] == ["NPG008"]
    for watch in rounds(other):
        assert [one.code for one in watch.report.findings] != ["NPG008"]
    scope = watch._scope
    assert not any(scope.sightings.waiting.values())
    assert all(not group.first_sql for group in scope.groups)
    assert all(group.first_digest is None for group in scope.groups)


def test_only_the_session_that_is_watched_counts():
    mine, other = object(), object()

    def work():
        for number in range(3):
            send(GET, (number,), link=mine)
        for number in range(5):
            send(GET, (number,), link=other)

    for _ in range(4):
        with guard(mode="collect", accepts=lambda link: link is mine) as watch:
            work()
        assert watch.statements == 3
        assert counts(watch) == [3]


def test_raise_mode_raises_at_the_same_statement_every_time():
    for threshold in (2, 3, 12):
        for _ in range(4):
            sent = 0
            with (
                pytest.raises(NPlusOneError),
                guard(mode="raise", threshold=threshold),
            ):
                for number in range(20):
                    sent = number + 1
                    ask(number)
            assert sent == threshold


def test_a_full_scope_counts_what_it_knows_as_overflow():
    def work():
        for number in range(10):
            ask(1, f"SELECT column_{number} FROM author WHERE id = %s")

    for _ in range(4):
        with guard(mode="collect", max_groups=4) as watch:
            work()
        assert watch.statements == 10
        assert watch.report.overflow == 6


def test_two_ways_through_a_library_that_look_alike_are_walked():
    """A paginator and a filter may count the same rows over as many frames."""
    code = compile(
        "def first(f): return f()\n"
        "def second(f): return f()\n"
        "def both(f, which):\n"
        "    return inner(f, which)\n"
        "def inner(f, which):\n"
        "    return first(f) if which else second(f)\n",
        "/usr/lib/python3/site-packages/lib.py",
        "exec",
    )
    lib: dict[str, object] = {"__name__": "lib"}
    exec(code, lib)

    def page(order: tuple[bool, bool]) -> None:
        sends = [partial(send, GET, (number,)) for number in (1, 2)]
        list(map(lib["both"], sends, order))

    for order in ((True, False), (False, True)) * 4:
        with guard(mode="collect") as watch:
            page(order)
        assert counts(watch) == []


def test_one_way_that_is_taken_for_another_is_no_repetition():
    """Each was seen alone at first, so nothing said that there are two."""
    code = compile(
        "def either(f, which): return inner(f, which)\n"
        "def inner(f, which):\n"
        "    return first(f) if which else second(f)\n"
        "def first(f): return f()\n"
        "def second(f): return f()\n",
        "/usr/lib/python3/site-packages/lib.py",
        "exec",
    )
    lib: dict[str, Any] = {"__name__": "lib"}
    exec(code, lib)

    def page(*ways: bool) -> None:
        sends = [partial(send, GET, (number,)) for number in range(len(ways))]
        list(map(lib["either"], sends, ways))

    for ways in [(True,)] * 3 + [(False,)] * 3 + [(False, True), (True, False)] * 3:
        with guard(mode="collect") as watch:
            page(*ways)
        assert counts(watch) == []
        assert watch.statements == len(ways)


def test_what_repeats_without_a_loop_is_found_after_single_ones():
    def page(rows: int) -> None:
        list(map(ask, range(rows)))

    for rows in (1, 1, 1, 3):
        with guard(mode="collect") as watch:
            page(rows)
    assert len(watch.report.findings) == 1
    for rows in (2, 1, 2, 3):
        with guard(mode="collect") as watch:
            page(rows)
        assert counts(watch) == ([rows] if rows > 1 else [])


def test_a_loop_between_is_seen_though_the_outer_one_is_known():
    """Both handlers call one helper, over as many frames, and only one of them loops."""

    def asking(number: int) -> None:
        ask(number)

    def single(numbers: tuple[int, ...]) -> None:
        asking(numbers[0])

    def several(numbers: tuple[int, ...]) -> None:
        for number in numbers:
            asking(number)

    def work(handlers: list[Any]) -> None:
        for place, handler in enumerate(handlers):
            handler(tuple(range(place * 100, place * 100 + 7)))

    for _ in rounds(lambda: work([single] * 8)):
        pass
    with guard(mode="collect") as watch:
        work([single] * 8 + [several])
    assert counts(watch) == [7, 8]
    with guard(mode="collect") as watch:
        work([several])
    assert counts(watch) == [7]


def test_handlers_that_take_turns_in_one_loop_are_one_finding():
    def asking(number: int) -> None:
        ask(number)

    def one(number: int) -> None:
        asking(number)

    def other(number: int) -> None:
        asking(number + 50)

    def work() -> None:
        for number, handler in enumerate([one, other] * 6):
            handler(number)

    for watch in rounds(work):
        assert counts(watch) == [12]
        assert watch.statements == 12


def test_a_generator_that_is_drained_by_another_loop_counts_by_that_loop():
    def rows():
        ask(1)
        yield 1
        ask(2)
        yield 2

    def work() -> None:
        for _ in rows():
            pass

    for watch in rounds(work):
        assert counts(watch) == []
        assert watch.statements == 2


def test_an_error_between_leaves_the_counts_right():
    def work() -> None:
        for number in range(9):
            try:
                ask(number)
                if number % 2:
                    raise KeyError(number)
            except KeyError:
                pass

    for watch in rounds(work):
        assert counts(watch) == [9]


def test_threads_of_one_scope_count_all():
    def work() -> None:
        for number in range(50):
            ask(number)

    for _ in rounds(work):
        pass
    with guard(mode="collect") as watch:
        threads = []
        for _ in range(4):
            context = contextvars.copy_context()
            threads.append(threading.Thread(target=context.run, args=(work,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert watch.statements == 200
    assert counts(watch) == [200]


def test_code_that_is_loaded_anew_is_learnt_anew():
    source = "def work(ask):\n    for number in range(3):\n        ask(number)\n"
    for _ in range(4):
        loaded: dict[str, Any] = {}
        exec(compile(source, __file__, "exec"), loaded)
        for _ in range(3):
            with guard(mode="collect") as watch:
                loaded["work"](ask)
            assert counts(watch) == [3]


def test_a_partial_and_two_lambdas_keep_apart():
    def work() -> None:
        first, second = (lambda: ask(1)), (lambda: ask(2))
        first()
        second()
        partial(ask, 3)()

    for watch in rounds(work):
        assert counts(watch) == []


def test_tasks_of_a_loop_are_no_one_elses():
    async def page(number: int) -> None:
        await asyncio.sleep(0)
        ask(number)

    async def whole() -> None:
        for number in range(3):
            await page(number)

    for watch in rounds(lambda: asyncio.run(whole())):
        assert counts(watch) == [3]


def test_a_guard_inside_a_guard_and_an_outer_that_knows():
    def work() -> None:
        for number in range(4):
            with guard("inner", mode="collect") as inner:
                ask(number)
                ask(number)
            assert counts(inner) == []

    for watch in rounds(work):
        assert counts(watch) == [8]


def library(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "lib"}
    exec(compile(source, "/usr/lib/python3/site-packages/lib.py", "exec"), names)
    return names


def test_a_loop_that_stands_where_the_library_stood_is_seen():
    """The frames on either side of it are the same, and so is the depth."""
    wrapped = library("def wrapped(f, numbers): return f(numbers[0])\n")["wrapped"]

    def asking(number: int) -> None:
        ask(number)

    def several(numbers: tuple[int, ...]) -> None:
        for number in numbers:
            asking(number)

    def work(handlers: list[Any]) -> None:
        for place, handler in enumerate(handlers):
            handler(tuple(range(place * 100, place * 100 + 7)))

    def page(handler: Any) -> None:
        handler((1, 2))

    single = partial(wrapped, asking)
    for _ in rounds(lambda: work([single] * 8)):
        pass
    with guard(mode="collect") as watch:
        work([single] * 8 + [several])
    assert counts(watch) == [7, 8]
    for _ in range(4):
        with guard(mode="collect"):
            page(single)
    with guard(mode="collect") as watch:
        page(several)
    assert counts(watch) == [2]


def test_a_scope_that_opens_between_the_steps_of_a_known_way_ends_there():
    """The way led on to a loop; what the scope sees is not that loop's."""

    def page(numbers: tuple[int, ...], is_guarded: bool) -> Any:
        with guard(mode="collect") if is_guarded else nullcontext() as watch:
            list(map(ask, numbers))
        return watch

    def whole(numbers: tuple[int, ...], is_guarded: bool) -> Any:
        for _ in range(2):
            watch = page(numbers, is_guarded)
        return watch

    for _ in rounds(lambda: whole((1,), False)):
        pass
    assert counts(whole((1, 2), True)) == [2]


def test_a_scope_that_opens_in_a_loop_is_no_round_of_the_same_loop_further_in():
    def work(is_guarded: bool) -> Any:
        for number in range(1 if is_guarded else 10):
            with guard(mode="collect") if is_guarded else nullcontext() as watch:
                if is_guarded:
                    work(False)
                ask(number)
        return watch

    for _ in range(4):
        watch = work(True)
        assert counts(watch) == [10]
        assert watch.statements == 11


def test_what_repeats_without_a_loop_is_found_with_a_loop_in_between():
    def page(number: int) -> None:
        for other in range(2):
            ask(other)
        ask(number)

    def work(rows: int) -> Any:
        with guard(mode="collect") as watch:
            list(map(page, range(rows)))
        return watch

    for rows in (1, 1, 1, 2):
        work(rows)  # the last says that a few frames do not tell
    for rows in (2, 3):
        assert counts(work(rows)) == [rows, 2 * rows]
