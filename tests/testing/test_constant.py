"""The proof of constant queries, on hand-made statements."""

from __future__ import annotations

import asyncio

import pytest

from nplusone_guard import ConfigError, NPlusOneError
from nplusone_guard.testing import assert_constant_queries
from tests.capture.statements import GET, send

LIST = "SELECT id FROM book"


class Shop:
    """Rows that are a number, and pages that read them."""

    def __init__(self):
        self.rows = 0
        self.asked = []

    def populate(self, rows):
        self.rows = rows
        self.asked.append(rows)
        send("INSERT INTO book", ())

    def one_query(self):
        send(LIST, ())

    def one_query_per_row(self):
        send(LIST, ())
        for row in range(self.rows):
            send(GET, (row,))

    async def one_query_per_row_async(self):
        await asyncio.sleep(0)
        self.one_query_per_row()


def prove(populate, run, **options):
    return assert_constant_queries(populate, run, rollback=False, **options)


def test_a_constant_run_passes_and_gives_its_runs():
    shop = Shop()
    runs = prove(shop.populate, shop.one_query)

    assert [(run.size, run.statements) for run in runs] == [(2, 1), (5, 1)]
    assert shop.asked == [2, 2, 5]


def test_a_run_that_grows_fails_with_shapes_rates_places_and_fixes():
    shop = Shop()
    with pytest.raises(NPlusOneError) as caught:
        prove(shop.populate, shop.one_query_per_row)

    text = str(caught.value)
    assert text.startswith(
        "statements grow with the rows: 3 for 2 rows, 6 for 5 rows (+1 per row), "
        "constant expected"
    )
    assert "2 for 2 rows, 5 for 5 (+1 per row): SELECT author  at" in text
    assert "test_constant.py" in text
    assert "SELECT book" not in text
    assert "NPG009" in text
    assert caught.value.report.statements == 6


def test_without_warmup_nothing_runs_twice():
    shop = Shop()
    prove(shop.populate, shop.one_query, warmup=False, sizes=(1, 3))

    assert shop.asked == [1, 3]


def test_warmup_keeps_a_cold_cache_from_looking_like_growth():
    shop = Shop()
    cache = []

    def page():
        if not cache:
            send("SELECT id FROM settings", ())
            cache.append(True)
        send(LIST, ())

    assert [run.statements for run in prove(shop.populate, page)] == [1, 1]


def test_linear_growth_passes_up_to_its_slope():
    shop = Shop()
    prove(shop.populate, shop.one_query_per_row, growth="linear", slope=1)
    with pytest.raises(NPlusOneError, match=r"0\.5 per row allowed"):
        prove(shop.populate, shop.one_query_per_row, growth="linear", slope=0.5)


def test_a_middle_size_is_judged_too():
    shop = Shop()

    def page():
        for _ in range(3 if shop.rows == 4 else 1):
            send(LIST, ())

    with pytest.raises(NPlusOneError):
        prove(shop.populate, page, sizes=(2, 4, 6))


def test_coroutine_functions_make_it_one_to_await():
    shop = Shop()

    async def page():
        await asyncio.sleep(0)
        shop.one_query()

    async def both():
        await prove(shop.populate, page)
        with pytest.raises(NPlusOneError):
            await prove(shop.populate, shop.one_query_per_row_async)

    asyncio.run(both())


def test_a_hidden_coroutine_is_told():
    shop = Shop()

    with pytest.raises(ConfigError, match="write it as `async def`"):
        prove(shop.populate, lambda: shop.one_query_per_row_async())


def test_a_run_without_statements_proves_nothing():
    with pytest.raises(ConfigError, match="nothing is proven"):
        prove(Shop().populate, lambda: None)


def test_an_error_of_the_run_comes_through():
    with pytest.raises(ZeroDivisionError):
        prove(Shop().populate, lambda: 1 / 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sizes": (5,)}, "2 or more numbers"),
        ({"sizes": (5, 2)}, "that grow"),
        ({"sizes": (2, 2)}, "that grow"),
        ({"sizes": (0, 2)}, "each size is a whole number, 1 or more"),
        ({"sizes": 5}, "sizes are numbers of rows"),
        ({"growth": "quadratic"}, "growth is one of"),
        ({"growth": "linear"}, "needs slope="),
        ({"slope": 1}, 'slope goes with growth="linear"'),
        ({"growth": "linear", "slope": 0}, "slope is a number above 0"),
        ({"warm_up": False}, "did you mean 'warmup'"),
        ({"session_factory": 5}, "session_factory is what makes sessions"),
    ],
)
def test_options_are_checked_before_anything_runs(options, message):
    shop = Shop()
    with pytest.raises(ConfigError, match=message):
        prove(shop.populate, shop.one_query, **options)
    assert shop.asked == []
