"""Old code: what the baseline knows does not fail, what is new does."""

from __future__ import annotations

from tests.pytest_plugin.conftest import PLUGIN
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


def known_lines(pytester):
    text = (pytester.path / "known.txt").read_text()
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_part_of_the_suite_takes_nothing_out(inner, pytester):
    baseline = "--nplusone-baseline=known.txt"
    update = (baseline, "--nplusone-baseline-update")
    files = {"pages": PAGES, "test_page": OLD + NEW}
    inner(*update, **files)
    both = known_lines(pytester)
    for part, why in (
        (("-k", "old"), "-k left tests out"),
        (("test_page.py::test_old",), "only test_page.py::test_old was named"),
    ):
        told = inner(baseline, *part, **files)
        written = inner(*update, *part, **files)

        told.stdout.fnmatch_lines(["0 not in the baseline, 1 in it"])
        told.stdout.no_fnmatch_line("*removable*")
        written.stdout.fnmatch_lines(
            [f"2 findings written to * 1 of them not seen now, but kept: {why}"]
        )
        assert known_lines(pytester) == both
    broken = inner(*update, test_page="def test_broken(): assert 0")
    assert known_lines(pytester) == both
    whole = inner(*update, test_page=OLD)

    broken.stdout.fnmatch_lines(["*but kept: a test failed"])
    whole.stdout.fnmatch_lines(["1 finding written to the baseline known.txt"])
    assert len(both) == 2
    assert len(known_lines(pytester)) == 1


def test_a_judgement_of_ours_hides_nothing_that_is_gone(inner, pytester):
    baseline = "--nplusone-baseline=known.txt"
    inner(baseline, "--nplusone-baseline-update", pages=PAGES, test_page=OLD)
    result = inner(baseline, pages=PAGES, test_page=NEW)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["no longer seen, so removable*", "  NPG009*pages.py*"])


def test_a_baseline_of_the_project_is_found_from_any_folder(
    inner, pytester, monkeypatch
):
    pytester.makeini("[pytest]\nnplusone_baseline = known.txt\npythonpath = .")
    written = inner("--nplusone-baseline-update", pages=PAGES, test_page=OLD)
    inner_folder = pytester.mkdir("inside")
    (inner_folder / "test_inside.py").write_text(OLD.replace("test_old", "test_inside"))
    monkeypatch.chdir(inner_folder)
    result = pytester.runpytest_subprocess("-p", PLUGIN, "test_inside.py")

    written.assert_outcomes(passed=1)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["0 not in the baseline, 1 in it"])


def test_a_baseline_that_is_not_there_is_told_with_what_to_type(inner):
    result = inner("--nplusone-baseline=none.txt", pages=PAGES, test_page=OLD)

    result.stderr.fnmatch_lines(
        ["*with pytest --nplusone-baseline=none.txt --nplusone-baseline-update *"]
    )
