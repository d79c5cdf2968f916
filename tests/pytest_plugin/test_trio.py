"""Tests that run under trio, by pytest-trio or by anyio, are watched like all others."""

from __future__ import annotations

import pytest

from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]

BODY = """
from nplusone_guard import assert_max_queries
from pages import loop, one

async def test_loop():
    await trio.sleep(0)
    loop()

async def test_loop_in_a_task():
    async def work():
        loop()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(work)

async def test_loop_in_a_thread():
    await trio.to_thread.run_sync(loop)

async def test_budget():
    async with assert_max_queries(1):
        await trio.to_thread.run_sync(loop, 2)

async def test_one():
    await trio.to_thread.run_sync(one)
    await trio.sleep(0)
"""


@pytest.mark.parametrize(
    ("plugin", "before"),
    [
        ("trio", "import pytest, trio\npytestmark = pytest.mark.trio\n"),
        (
            "anyio",
            "import pytest, trio\npytestmark = pytest.mark.anyio\n"
            "@pytest.fixture\ndef anyio_backend():\n    return 'trio'\n",
        ),
    ],
)
def test_tests_under_trio_are_watched(plugin, before, inner):
    result = inner(
        "--nplusone=fail", plugins=[plugin], pages=PAGES, test_page=before + BODY
    )

    result.assert_outcomes(passed=1, failed=4)
    result.stdout.fnmatch_lines_random(
        [
            "FAILED test_page.py::test_loop - 1 N+1 finding: send(GET, (row,))",
            "FAILED test_page.py::test_loop_in_a_task - 1 N+1 finding: *",
            "FAILED test_page.py::test_loop_in_a_thread - 1 N+1 finding: *",
            "FAILED test_page.py::test_budget - 2 statements ran, 1 allowed",
        ]
    )
