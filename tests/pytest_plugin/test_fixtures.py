"""The fixtures of the plugin, with no ORM."""

from __future__ import annotations

from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]


def test_the_watch_of_a_test_counts_its_body(inner):
    result = inner(
        pages=PAGES,
        test_page="""
import threading
import pytest
from nplusone_guard import ConfigError, QueryBudgetExceeded
from pages import loop, one

@pytest.fixture
def early(nplusone):
    one()
    assert nplusone.statements == 0
    with pytest.raises(ConfigError, match="has not begun"):
        nplusone.report

def test_watch(early, nplusone):
    loop(3)
    assert nplusone.statements == 3
    assert [finding.count for finding in nplusone.report.findings] == [3]

def test_thread(nplusone):
    def work():
        with nplusone.attach():
            one()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert nplusone.statements == 1

def test_budget(assert_max_queries):
    with assert_max_queries(1) as watch:
        one()
    assert watch.statements == 1
    with pytest.raises(QueryBudgetExceeded), assert_max_queries(1):
        loop()

def test_clean(assert_no_nplusone):
    with assert_no_nplusone():
        one()
    with pytest.raises(AssertionError), assert_no_nplusone():
        loop()
""",
    )

    result.assert_outcomes(passed=4)
