"""Old code: what the baseline knows does not fail, what is new does."""

from __future__ import annotations

from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]

OLD = """
from pages import loop, one

def test_old():
    loop()
"""
NEW = """
from pages import one
from tests.capture.statements import GET, send

def test_new():
    for row in (1, 2):
        send(GET, (row,))

def test_mended():
    one()
"""


def test_a_baseline_is_written_kept_and_shrinks(inner, pytester):
    baseline = "--nplusone-baseline=known.txt"
    written = inner(baseline, "--nplusone-baseline-update", pages=PAGES, test_page=OLD)
    text = (pytester.path / "known.txt").read_text()
    kept = inner(baseline, pages="\n\n\n" + PAGES, test_page=OLD)
    grown = inner(baseline, test_page=OLD + NEW)
    mended = inner(baseline, test_page="def test_mended(): pass")

    written.assert_outcomes(passed=1)
    written.stdout.fnmatch_lines(["1 finding written to the baseline known.txt"])
    assert "pages.py::loop" in text
    kept.assert_outcomes(passed=1)
    kept.stdout.fnmatch_lines(["0 not in the baseline, 1 in it"])
    grown.assert_outcomes(passed=2, failed=1)
    grown.stdout.fnmatch_lines(["*_ test_new _*", "1 not in the baseline, 1 in it"])
    mended.assert_outcomes(passed=1)
    mended.stdout.fnmatch_lines(["no longer seen, so removable*", "  NPG009*pages.py*"])


def test_workers_know_the_baseline_too(inner, pytester):
    baseline = "--nplusone-baseline=known.txt"
    two = {"plugins": ["xdist"], "pages": PAGES}
    inner(baseline, "--nplusone-baseline-update", "-n", "2", test_page=OLD, **two)
    result = inner(baseline, "-n", "2", test_page=OLD + NEW, **two)

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["1 not in the baseline, 1 in it"])


def test_report_wins_over_what_a_baseline_implies(inner, pytester):
    (pytester.path / "known.txt").write_text("")
    result = inner(
        *("--nplusone=report", "--nplusone-baseline=known.txt"),
        pages=PAGES,
        test_page=OLD,
    )

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 not in the baseline, 0 in it"])
