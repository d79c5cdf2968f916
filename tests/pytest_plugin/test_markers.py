"""What one test may ask for itself, whatever the run asks."""

from __future__ import annotations

from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]


def test_max_queries_holds_without_any_option(inner):
    result = inner(
        *("-o", "asyncio_mode=auto"),
        plugins=["asyncio"],
        pages=PAGES,
        test_page="""
import pytest
from pages import loop, one

@pytest.mark.max_queries(2)
def test_within():
    loop(2)

@pytest.mark.max_queries(2)
def test_past():
    loop(3)

@pytest.mark.max_queries(1)
class TestClass:
    def test_one(self):
        one()

    def test_past(self):
        loop(2)

    @pytest.mark.max_queries(5)
    def test_closest(self):
        loop(2)

@pytest.mark.max_queries(1)
async def test_past_asynchronously():
    loop(2)

@pytest.mark.max_queries(9, per_table={"author": 1})
def test_options():
    loop(2)

def test_unmarked():
    loop(9)
""",
    )

    result.assert_outcomes(passed=4, failed=4)
    result.stdout.fnmatch_lines(
        [
            "*_ test_past _*",
            "3 statements ran, 2 allowed",
            "NPG009*",
            "all that ran (3 statements):",
            "  3 x  * ms  SELECT author  at pages.py:5 in loop  (NPG009)",
            "*_ TestClass.test_past _*",
            "*_ test_past_asynchronously _*",
            "*_ test_options _*",
            "2 statements ran on author, 1 allowed",
        ]
    )
    # A budget is no question about findings.
    result.stdout.no_fnmatch_line("*= N+1 queries =*")


def test_nplusone_chooses_mode_threshold_and_what_to_accept(inner):
    files = {
        "pages": PAGES,
        "test_page": """
import pytest
from pages import loop

@pytest.mark.nplusone("fail")
def test_fail():
    loop()

@pytest.mark.nplusone(mode="report")
def test_report():
    loop()

@pytest.mark.nplusone(mode="off")
def test_off():
    loop()

@pytest.mark.nplusone(mode="fail", threshold=3)
def test_threshold():
    loop(2)

@pytest.mark.nplusone(mode="fail", ignore=["NPG009"], reason="known: audit trail")
def test_ignore():
    loop()

@pytest.mark.nplusone(mode="fail", ignore="pages.py", reason="known: audit trail")
def test_ignore_by_file():
    loop()

@pytest.mark.nplusone(mode="fail")
class TestClass:
    def test_inherits(self):
        loop()

    @pytest.mark.nplusone(threshold=9)
    def test_adds(self):
        loop()
""",
    }
    silent = inner(**files)
    off = inner("--nplusone=off", **files)
    failing = inner("--nplusone=fail", **files)

    silent.assert_outcomes(passed=6, failed=2)
    silent.stdout.fnmatch_lines(["1 finding in 7 tests, 1 accepted with a reason"])
    off.assert_outcomes(passed=8)
    failing.assert_outcomes(passed=6, failed=2)


def test_a_marker_that_cannot_work_fails_its_test_with_a_guess(inner):
    result = inner(
        pages=PAGES,
        test_page="""
import pytest

@pytest.mark.nplusone(treshold=3)
def test_name(): pass

@pytest.mark.nplusone(mode="fial")
def test_mode(): pass

@pytest.mark.nplusone(threshold=1)
def test_threshold(): pass

@pytest.mark.nplusone(ignore=["Book.author"])
def test_reason(): pass

@pytest.mark.nplusone(reason=" ")
def test_empty_reason(): pass

@pytest.mark.nplusone(ignore=[5], reason="known")
def test_ignore(): pass

@pytest.mark.nplusone("fail", 3)
def test_positions(): pass

@pytest.mark.max_queries()
def test_no_number(): pass

@pytest.mark.max_queries("5")
def test_text(): pass

@pytest.mark.max_queries(5, max_m=3)
def test_budget_name(): pass

def test_fine(): pass
""",
    )

    result.assert_outcomes(passed=1, errors=10)
    result.stdout.fnmatch_lines(
        [
            "*nplusone has no option 'treshold'; did you mean 'threshold'?*",
            "*mode is one of 'off', 'report', 'fail', not 'fial'; did you mean 'fail'?",
            "*threshold must be 2 or more*",
            "*ignore needs a reason in words*",
            "*reason is a sentence*",
            "*ignore must hold strings only, not 5*",
            "*takes its mode first*",
            "*max_queries takes one number, and options by name*not max_queries()",
            "*a query budget is a whole number*",
            "*no option 'max_m'; did you mean 'max_ms'*",
        ]
    )
    result.stdout.no_fnmatch_line("During handling of *")


def test_a_markers_reason_is_told_and_one_that_accepts_nothing_too(inner, pytester):
    result = inner(
        "--nplusone=report",
        "--nplusone-json=found.json",
        pages=PAGES,
        test_page="""
import pytest
from pages import loop, one

@pytest.mark.nplusone(ignore=["NPG009"], reason="known: audit trail")
def test_known():
    loop()

@pytest.mark.nplusone(ignore=["NPG001"], reason="it once was")
def test_other():
    loop()

@pytest.mark.nplusone(ignore=["NPG009"], reason="mended since")
def test_mended():
    one()
""",
    )

    result.assert_outcomes(passed=3)
    assert (
        '"accepted": "known: audit trail"' in (pytester.path / "found.json").read_text()
    )
    notes = [line for line in result.outlines if line.startswith("note: ")]
    assert notes == [
        "note: @pytest.mark.nplusone(ignore=['NPG001']) accepted nothing in "
        "test_page.py::test_other (findings there: send(GET, (row,)))",
        "note: @pytest.mark.nplusone(ignore=['NPG009']) accepted nothing in "
        "test_page.py::test_mended",
    ]


def test_a_setting_that_accepts_nothing_is_told_after_a_whole_run(inner, pytester):
    pytester.makeini(
        "[pytest]\nnplusone = report\nnplusone_allow =\n  NPG009\n  Book.*"
    )
    files = {"pages": PAGES, "test_page": "from pages import loop\ndef test(): loop()"}
    whole, part = inner(**files), inner("-k", "test", **files)

    notes = [line for line in whole.outlines if line.startswith("note: ")]
    assert notes == [
        "note: allow='Book.*' in the settings accepted nothing in this run"
    ]
    part.stdout.no_fnmatch_line("note: *")


def test_markers_are_known_to_strict_runs(inner):
    result = inner("--strict-markers", "--markers", test_page="")

    result.stdout.fnmatch_lines(
        ["*pytest.mark.max_queries(n, ...)*", "*pytest.mark.nplusone(mode, threshold*"]
    )
