"""What the plugin does when it is asked to report, to fail, or nothing."""

from __future__ import annotations

pytest_plugins = ["pytester"]

PAGES = """
from tests.capture.statements import GET, send

def loop(rows=2):
    for row in range(rows):
        send(GET, (row,))

def one():
    send(GET, (1,))
"""
TESTS = """
import pytest
from pages import loop, one

def test_loop():
    loop()

@pytest.mark.parametrize("rows", [3, 4])
def test_rows(rows):
    loop(rows)

def test_one():
    one()
"""


def test_nothing_happens_until_it_is_asked(inner):
    """Among all plugins that the tests install, registered by itself."""
    result = inner(everything=True, pages=PAGES, test_page=TESTS)

    result.assert_outcomes(passed=4)
    result.stdout.no_fnmatch_line("*N+1*")


def test_report_passes_and_tells_each_place_once_with_its_tests(inner):
    result = inner("--nplusone=report", pages=PAGES, test_page=TESTS)

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        [
            "*= N+1 queries =*",
            "1 finding in 4 tests",
            "NPG009 send(GET, (row,)): 4 queries instead of 1, 9 in all",
            "  at pages.py:5 in loop",
            "  fix*",
            "  shown by test_page.py::test_loop, test_page.py::test_rows[[]3[]], "
            "test_page.py::test_rows[[]4[]]",
        ]
    )
    assert result.stdout.str().count("NPG009") == 1


def test_fail_fails_the_tests_that_loop_and_no_other(inner):
    result = inner("--nplusone=fail", pages=PAGES, test_page=TESTS)

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        [
            "*_ test_loop _*",
            "1 N+1 finding: send(GET, (row,))",
            "NPG009*: 2 queries instead of 1 *",
            "*pages.py:5 in loop",
            "FAILED test_page.py::test_loop - 1 N+1 finding: send(GET, (row,))",
        ]
    )
    # Nothing of the plugin's own code is shown.
    result.stdout.no_fnmatch_line("*tested.py*")


def test_clean_tests_are_told_in_one_line(inner):
    result = inner(
        "--nplusone=fail",
        pages=PAGES,
        test_page="from pages import one\ndef test_one(): one()",
    )

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["0 findings in 1 test"])


def test_a_failing_test_keeps_its_own_error(inner):
    result = inner(
        "--nplusone=fail",
        pages=PAGES,
        test_page="""
from pages import loop

def test_broken():
    loop()
    assert 1 == 2
""",
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E       assert 1 == 2",
            "*- N+1 queries in this test -*",
            "NPG009 send(GET, (row,)): 2 queries instead of 1",
            "  at pages.py:5 in loop",
            "  fix at pages.py:5 in loop: *",
            "1 finding in 1 test",
            "NPG009*",
        ]
    )


def test_a_failing_test_without_findings_says_nothing_of_them(inner):
    result = inner(
        "--nplusone=fail",
        pages=PAGES,
        test_page="""
from pages import loop, one

def test_broken():
    one()
    assert 1 == 2
""",
    )

    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*N+1 queries in this test*")


def test_a_failure_shows_the_users_lines_and_none_of_ours(inner):
    """Without any option too, and in CI, where pytest shows whole messages at the end."""
    result = inner(
        pages=PAGES,
        test_page="""
import pytest
from nplusone_guard import assert_constant_queries, assert_max_queries
from pages import loop

@assert_max_queries(1)
def test_decorated():
    loop()

def test_block():
    with assert_max_queries(1):
        loop()

def test_typo():
    with assert_max_queries(1, tresh=2):
        pass

def test_growing():
    rows = []
    assert_constant_queries(rows.append, lambda: loop(rows[-1]), rollback=False)
""",
    )

    result.assert_outcomes(failed=4)
    text = result.stdout.str()
    assert "nplusone_guard/" not in text
    result.stdout.fnmatch_lines(
        [
            ">       with assert_max_queries(1):",
            ">       with assert_max_queries(1, tresh=2):",
            ">       assert_constant_queries(rows.append, *",
            "FAILED test_page.py::test_decorated - 2 statements ran, 1 allowed",
            "FAILED test_page.py::test_block - 2 statements ran, 1 allowed",
            "FAILED test_page.py::test_typo - assert_max_queries has no option 'tresh'*",
            "FAILED test_page.py::test_growing - statements grow with the rows: *",
        ]
    )


def test_full_trace_shows_ours_too(inner):
    result = inner(
        "--full-trace",
        pages=PAGES,
        test_page="""
from nplusone_guard import assert_max_queries

def test_typo():
    assert_max_queries(1, tresh=2)
""",
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*nplusone_guard/testing/options.py:*"])


def test_skipped_and_expected_failures_stay_what_they_are(inner):
    result = inner(
        "--nplusone=fail",
        pages=PAGES,
        test_page="""
import pytest
from nplusone_guard import NPlusOneError
from pages import loop

def test_skipped():
    loop()
    pytest.skip("later")

@pytest.mark.xfail(raises=NPlusOneError, strict=True)
def test_known():
    loop()
""",
    )

    result.assert_outcomes(skipped=1, xfailed=1)


def test_the_scope_is_the_body_and_fixtures_are_watched_when_asked(inner):
    files = {
        "pages": PAGES,
        "test_page": """
import pytest
from pages import loop, one

@pytest.fixture
def rows():
    loop()
    yield
    loop()

@pytest.fixture
def row():
    one()

def test_rows(rows):
    pass

def test_row(row):
    pass
""",
    }
    silent = inner("--nplusone=fail", **files)
    told = inner("--nplusone=report", "--nplusone-fixtures", **files)
    failed = inner("--nplusone=fail", "--nplusone-fixtures", **files)

    silent.assert_outcomes(passed=2)
    told.assert_outcomes(passed=2)
    told.stdout.fnmatch_lines(["1 finding in 2 tests", "  shown by fixture rows"])
    failed.assert_outcomes(passed=1, errors=1)
    failed.stdout.fnmatch_lines(
        ["1 N+1 finding in fixture rows: send(GET, (row,))", "NPG009*"]
    )


def test_classes_unittest_and_doctests_are_watched(inner):
    result = inner(
        "--nplusone=fail",
        "--doctest-modules",
        pages=PAGES,
        test_page='''
import unittest
from pages import loop, one

def documented():
    """
    >>> documented()
    """
    one()

class TestPlain:
    def setup_method(self):
        loop()

    def test_loop(self):
        loop()

    def test_one(self):
        one()

class Old(unittest.TestCase):
    def setUp(self):
        loop()

    def test_loop(self):
        loop()

    def test_one(self):
        one()

    def test_subtests(self):
        for row in (1, 2):
            with self.subTest(row=row):
                self.assertTrue(row)

class Asynchronous(unittest.IsolatedAsyncioTestCase):
    async def test_loop(self):
        loop()

    async def test_one(self):
        one()
''',
    )

    outcome = result.parseoutcomes()
    assert (outcome["passed"], outcome["failed"]) == (5, 3)
    for name in ("TestPlain", "Old", "Asynchronous"):
        result.stdout.fnmatch_lines_random([f"FAILED test_page.py::{name}::test_loop*"])


def test_asynchronous_tests_are_watched(inner):
    result = inner(
        "--nplusone=fail",
        "-o",
        "asyncio_default_fixture_loop_scope=function",
        plugins=["asyncio"],
        pages=PAGES,
        test_page="""
import asyncio
import pytest
from pages import loop, one

@pytest.mark.asyncio
async def test_asyncio_loop():
    await asyncio.sleep(0)
    loop()

@pytest.mark.asyncio
async def test_asyncio_one():
    one()
""",
    )

    result.assert_outcomes(passed=1, failed=1)


def test_each_example_of_hypothesis_stands_for_itself(inner):
    result = inner(
        "--nplusone=fail",
        plugins=["hypothesispytest"],
        pages=PAGES,
        test_page="""
from hypothesis import given, settings, strategies
from pages import loop, one

@settings(max_examples=20, database=None)
@given(strategies.integers())
def test_one(number):
    one()

@settings(max_examples=20, database=None)
@given(strategies.integers(min_value=0, max_value=5))
def test_loop(rows):
    loop(rows)
""",
    )

    result.assert_outcomes(passed=1, failed=1)


def test_two_workers_make_one_summary(inner):
    result = inner(
        "--nplusone=report", "-n", "2", everything=True, pages=PAGES, test_page=TESTS
    )

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        ["1 finding in 4 tests", "NPG009*4 queries instead of 1, 9 in all"]
    )
    assert result.stdout.str().count("= N+1 queries =") == 1


def test_workers_fail_tests_too_and_randomly_changes_nothing(inner):
    result = inner(
        *("--nplusone=fail", "-n", "2"),
        plugins=["xdist", "randomly"],
        pages=PAGES,
        test_page=TESTS,
    )

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines_random(
        ["FAILED test_page.py::test_loop - 1 N+1 finding*"]
    )


def test_without_any_orm_the_plugin_loads_none(inner):
    result = inner(
        "--nplusone=fail",
        test_page="""
import sys

def test_nothing_is_imported():
    assert not {"django", "sqlalchemy"} & set(sys.modules)
""",
    )

    result.assert_outcomes(passed=1)


def test_a_run_that_does_not_ask_imports_nothing_that_watches(inner):
    """And a test that asks wakes it, for itself and those after it."""
    result = inner(
        "-p",
        "no:randomly",
        pages=PAGES,
        test_page="""
import sys
import pytest
from nplusone_guard import NPlusOneError

def loaded():
    names = ("testing", "pytest_plugin.run", "pytest_plugin.summary", "pipeline")
    return [name for name in names if f"nplusone_guard.{name}" in sys.modules]

def test_asleep():
    assert loaded() == []
    assert not {"django", "sqlalchemy", "structlog", "sqlparse"} & sys.modules.keys()

@pytest.mark.nplusone("fail")
def test_awake():
    assert "testing" in loaded()
    from pages import loop
    loop()

@pytest.mark.nplusone("report")
def test_awake_still():
    from pages import loop
    loop()
""",
    )

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["1 finding in 2 tests", "*- 1 N+1 finding: *"])
