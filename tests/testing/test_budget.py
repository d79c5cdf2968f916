from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nplusone_guard import ConfigError, QueryBudgetExceeded, assert_max_queries, ignore
from nplusone_guard.capture.context import open_scopes
from tests.capture.statements import GET, send


def loop(rows):
    for row in range(rows):
        send(GET, (row,))


def test_a_block_within_its_budget_passes_and_gives_its_watch():
    with assert_max_queries(2) as watch:
        loop(2)

    assert watch.statements == 2


def test_one_statement_too_many_fails_with_all_that_ran():
    with pytest.raises(QueryBudgetExceeded) as caught, assert_max_queries(2):
        send("SELECT name FROM shelf", ())
        loop(2)

    text = str(caught.value)
    assert text.startswith("3 statements ran, 2 allowed\n\nNPG009")
    told = text.partition("\n\nall that ran (3 statements, most frequent first):\n")[2]
    lines = told.splitlines()
    assert lines[0].startswith("  2 x  0.0 ms  SELECT author  at ")
    assert lines[0].endswith("test_budget.py:16 in loop  (NPG009)")
    assert lines[1] == "               SELECT id, name FROM author WHERE id = ?"
    assert lines[2].startswith("  1 x  0.0 ms  SELECT shelf  at ")
    assert text.index("NPG009") < text.index("all that ran")
    assert caught.value.report is not None
    assert caught.value.report.statements == 3


def test_a_budget_of_nothing_lets_nothing_pass():
    with assert_max_queries(0):
        pass
    with (
        pytest.raises(QueryBudgetExceeded, match="1 statement ran, 0 allowed"),
        assert_max_queries(0),
    ):
        send()


def test_the_error_of_the_block_itself_comes_through():
    with pytest.raises(ZeroDivisionError) as caught, assert_max_queries(0):
        loop(2)
        _ = 1 / 0

    assert open_scopes() == ()
    (note,) = caught.value.__notes__
    assert note.startswith(
        "nplusone_guard, before this error: 2 statements ran, 0 allowed\n"
        "  NPG009 send(GET, (row,)): 2 queries instead of 1\n"
    )


def test_the_error_of_a_block_within_its_budget_has_no_note():
    with pytest.raises(ZeroDivisionError) as caught, assert_max_queries(2):
        loop(2)
        _ = 1 / 0

    assert not hasattr(caught.value, "__notes__")


def test_what_an_inner_block_has_told_is_not_told_again():
    with (
        pytest.raises(
            QueryBudgetExceeded, match="2 statements ran, 1 allowed"
        ) as caught,
        assert_max_queries(0),
        assert_max_queries(1),
    ):
        loop(2)

    assert not hasattr(caught.value, "__notes__")


def test_what_is_accepted_counts_and_is_told_with_its_reason():
    with (
        pytest.raises(QueryBudgetExceeded) as caught,
        assert_max_queries(1),
        ignore("known: audit trail"),
    ):
        loop(2)

    text = str(caught.value)
    assert "accepted, and counted all the same:\n  NPG009 " in text
    assert "2 queries - known: audit trail" in text
    assert "all that ran (2 statements):" in text


def test_without_a_finding_it_says_so():
    with pytest.raises(QueryBudgetExceeded) as caught, assert_max_queries(0):
        send()

    assert "all that ran (1 statement, no N+1 among them):" in str(caught.value)


def test_transactions_count_only_when_asked():
    def save():
        send('SAVEPOINT "s1"', ())
        send()
        send('RELEASE SAVEPOINT "s1"', ())

    with assert_max_queries(1):
        save()
    with (
        pytest.raises(QueryBudgetExceeded, match=r"3 statements ran \(2 of them"),
        assert_max_queries(2, include_transactions=True),
    ):
        save()


def test_findings_fail_within_the_budget_only_when_not_allowed():
    with assert_max_queries(5):
        loop(2)
    with assert_max_queries(5, allow_findings=False):
        send()
    with (
        pytest.raises(QueryBudgetExceeded, match="1 finding, and allow_findings=False"),
        assert_max_queries(5, allow_findings=False),
    ):
        loop(2)


def test_a_table_has_a_budget_of_its_own():
    def page():
        send("SELECT name FROM shop_book", ())
        send("SELECT a.name FROM shop_author a JOIN public.shop_book b ON 1=1", ())
        send("SELECT name FROM shop_bookshelf", ())

    with assert_max_queries(9, per_table={"shop_book": 2, "shop_nothing": 0}):
        page()
    with (
        pytest.raises(
            QueryBudgetExceeded, match="^2 statements ran on shop_book, 1 allowed"
        ),
        assert_max_queries(9, per_table={"shop_book": 1}),
    ):
        page()


def test_database_time_has_a_budget_and_says_that_it_is_noisy():
    with assert_max_queries(9, max_ms=1000):
        loop(2)
    with (
        pytest.raises(QueryBudgetExceeded, match="noisy"),
        assert_max_queries(9, max_ms=0.0001),
    ):
        loop(2)


def test_several_broken_budgets_are_told_together():
    with (
        pytest.raises(QueryBudgetExceeded) as caught,
        assert_max_queries(1, per_table={"author": 0}, allow_findings=False),
    ):
        loop(2)

    assert str(caught.value).splitlines()[:4] == [
        "2 statements ran, 1 allowed",
        "2 statements ran on author, 0 allowed",
        "1 finding, and allow_findings=False",
        "",
    ]


def test_a_decorated_function_is_judged_at_each_call():
    @assert_max_queries(1)
    def page(rows):
        """Say how many."""
        loop(rows)
        return rows

    assert (page(1), page(1)) == (1, 1)
    assert page.__doc__ == "Say how many."
    with pytest.raises(QueryBudgetExceeded):
        page(2)
    assert page(1) == 1


def test_a_decorated_coroutine_is_judged_when_it_has_run():
    @assert_max_queries(1)
    async def page(rows):
        await asyncio.sleep(0)
        loop(rows)
        return rows

    assert asyncio.run(page(1)) == 1
    with pytest.raises(QueryBudgetExceeded):
        asyncio.run(page(2))


def test_two_calls_of_one_decorated_coroutine_do_not_share_a_budget():
    @assert_max_queries(1)
    async def page():
        send()
        await asyncio.sleep(0)

    async def both():
        await asyncio.gather(page(), page())

    asyncio.run(both())


def test_async_with_works_as_with_does():
    async def page(rows):
        async with assert_max_queries(1):
            loop(rows)

    asyncio.run(page(1))
    with pytest.raises(QueryBudgetExceeded):
        asyncio.run(page(2))


def test_every_test_of_a_decorated_class_is_judged_by_itself():
    class Inherited:
        def test_inherited(self):
            loop(2)

    @assert_max_queries(1)
    class Tests(Inherited):
        rows = 2
        test_data = (1, 2)

        def test_one(self):
            send()

        def test_two(self):
            loop(self.rows)

        def helper(self):
            loop(2)

    tests = Tests()
    tests.test_one()
    tests.helper()
    assert tests.test_data == (1, 2)
    for test in (tests.test_two, tests.test_inherited):
        with pytest.raises(QueryBudgetExceeded):
            test()
    Inherited().test_inherited()


def test_a_class_without_tests_cannot_be_decorated():
    with pytest.raises(ConfigError, match="no method whose name begins with 'test'"):

        @assert_max_queries(1)
        class Library:
            def page(self):
                pass


def test_threads_that_the_block_starts_count():
    before = threading.Thread.start
    with assert_max_queries(9) as watch:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda row: send(GET, (row,)), range(3)))
        thread = threading.Thread(target=loop, args=(2,))
        thread.start()
        thread.join()

    assert watch.statements == 5
    assert threading.Thread.start is before
    with (
        pytest.raises(QueryBudgetExceeded, match="2 statements ran, 1 allowed"),
        assert_max_queries(1),
    ):
        thread = threading.Thread(target=loop, args=(2,))
        thread.start()
        thread.join()


def test_threads_of_others_do_not_count():
    go, gone = threading.Event(), threading.Event()

    def starting_another():
        go.wait()
        inner = threading.Thread(target=loop, args=(2,))
        inner.start()
        inner.join()
        gone.set()

    other = threading.Thread(target=starting_another)
    other.start()
    with assert_max_queries(0) as watch:
        go.set()
        assert gone.wait(10)
    other.join()

    assert watch.statements == 0


def test_blocks_within_blocks_count_threads_once_each():
    with assert_max_queries(2) as outer, assert_max_queries(2) as inner:
        thread = threading.Thread(target=loop, args=(2,))
        thread.start()
        thread.join()

    assert (outer.statements, inner.statements) == (2, 2)


def test_the_error_of_a_thread_stays_in_it(monkeypatch):
    seen = []
    monkeypatch.setattr(threading, "excepthook", seen.append)

    with assert_max_queries(0):
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()

    assert seen[0].exc_type is ZeroDivisionError
    assert open_scopes() == ()


def test_an_attached_thread_counts():
    def work(watch):
        with watch.attach():
            loop(2)

    with pytest.raises(QueryBudgetExceeded), assert_max_queries(1) as watch:
        thread = threading.Thread(target=work, args=(watch,))
        thread.start()
        thread.join()


def test_one_budget_can_be_used_again_but_not_inside_itself():
    budget = assert_max_queries(1)
    for _ in range(2):
        with budget:
            send()
    with pytest.raises(ConfigError, match="already open"), budget, budget:
        pass


@pytest.mark.parametrize("limit", [-1, 1.5, "2", None, True])
def test_a_budget_is_a_whole_number(limit):
    with pytest.raises(ConfigError, match="a query budget is a whole number"):
        assert_max_queries(limit)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_m": 5}, "no option 'max_m'; did you mean 'max_ms'"),
        ({"treshold": 5}, "no option 'treshold'; did you mean 'threshold'"),
        ({"threshold": 1}, "threshold must be 2 or more"),
        ({"mode": "raise"}, "takes no mode"),
        ({"max_ms": "5"}, "max_ms is a number above 0"),
        ({"max_ms": 0}, "max_ms is a number above 0"),
        ({"per_table": ["shop_book"]}, "per_table maps tables to numbers"),
        ({"per_table": {"shop_book": -1}}, r"per_table\['shop_book'\] is a whole"),
        ({"per_table": {1: 1}}, "takes the names of tables"),
    ],
)
def test_options_are_checked_at_once(options, message):
    with pytest.raises(ConfigError, match=message):
        assert_max_queries(1, **options)


def test_settings_of_the_scope_are_passed_on():
    with assert_max_queries(9, allow_findings=False, threshold=5):
        loop(4)
    with assert_max_queries(9, allow_findings=False, allow=["NPG009"]):
        loop(4)
