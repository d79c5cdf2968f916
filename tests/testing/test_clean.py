from __future__ import annotations

import asyncio

import pytest

from nplusone_guard import ConfigError, NPlusOneError
from nplusone_guard.testing import assert_no_nplusone
from tests.capture.statements import GET, send


def loop(rows):
    for row in range(rows):
        send(GET, (row,))


def test_a_loop_fails_at_the_end_of_the_block_with_every_finding():
    ended = []
    with pytest.raises(NPlusOneError) as caught, assert_no_nplusone():
        loop(2)
        for row in range(3):
            send("SELECT name FROM shelf WHERE id = %s", (row,))
        ended.append(True)

    assert ended
    assert str(caught.value).startswith("2 N+1 findings: send(")
    assert "shelf" in str(caught.value)


def test_many_statements_without_a_loop_pass():
    with assert_no_nplusone() as watch:
        send(GET, (1,))
        send(GET, (2,))
        send("SELECT name FROM shelf", ())

    assert watch.statements == 3


def test_the_error_of_the_block_itself_comes_through():
    with pytest.raises(ZeroDivisionError), assert_no_nplusone():
        loop(2)
        _ = 1 / 0


def test_functions_coroutines_and_classes_can_be_decorated():
    @assert_no_nplusone()
    def page(rows):
        loop(rows)

    @assert_no_nplusone()
    async def page_async(rows):
        loop(rows)

    @assert_no_nplusone()
    class Tests:
        def test_page(self, rows):
            loop(rows)

    page(1)
    asyncio.run(page_async(1))
    Tests().test_page(1)
    for call in (
        lambda: page(2),
        lambda: asyncio.run(page_async(2)),
        lambda: Tests().test_page(2),
    ):
        with pytest.raises(NPlusOneError):
            call()


def test_settings_decide_what_is_a_finding():
    with assert_no_nplusone(threshold=3):
        loop(2)
    with assert_no_nplusone(allow=["*/test_clean.py"]):
        loop(2)
    with pytest.raises(ConfigError, match="did you mean 'threshold'"):
        assert_no_nplusone(threshhold=3)
