"""What a run writes for people and machines that were not there."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from nplusone_guard.report.loading import load_reports
from tests.pytest_plugin.test_modes import PAGES, TESTS

pytest_plugins = ["pytester"]


def test_every_format_is_written_once_for_the_whole_run(inner, pytester):
    names = ("json", "sarif", "markdown", "gitlab", "junit")
    options = [f"--nplusone-{name}=out/{name}" for name in names]
    result = inner(*options, "-n", "2", plugins=["xdist"], pages=PAGES, test_page=TESTS)

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["1 finding in 4 tests", "json written to out/json"])
    out = pytester.path / "out"
    assert sorted(file.name for file in out.iterdir()) == sorted(names)
    found = [one.findings[0].count for one in load_reports(out / "json")]
    assert sorted(found) == [2, 3, 4]
    (run,) = json.loads((out / "sarif").read_text())["runs"]
    assert run["results"][0]["ruleId"] == "NPG009"
    (quality,) = json.loads((out / "gitlab").read_text())
    assert quality["location"]["path"] == "pages.py"
    assert "pages.py:5" in (out / "markdown").read_text()
    assert ElementTree.parse(out / "junit").getroot() is not None


def test_a_clean_run_writes_its_file_too(inner, pytester):
    result = inner("--nplusone-json=found.json", test_page="def test_fine(): pass")

    result.assert_outcomes(passed=1)
    assert "reports" in (pytester.path / "found.json").read_text()


def test_a_file_that_cannot_be_written_is_told_and_hides_nothing(inner, pytester):
    (pytester.path / "taken").write_text("")
    result = inner("--nplusone-json=taken/found.json", pages=PAGES, test_page=TESTS)

    result.stdout.fnmatch_lines(
        ["1 finding in 4 tests", "json could not be written to taken/found.json: *"]
    )


def test_annotations_only_where_github_runs(inner, monkeypatch):
    silent = inner("--nplusone=report", pages=PAGES, test_page=TESTS)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    told = inner("--nplusone=report", pages=PAGES, test_page=TESTS)
    off = inner(pages=PAGES, test_page=TESTS)

    told.stdout.fnmatch_lines(["::warning file=pages.py,line=5,*title=NPG009*"])
    for result in (silent, off):
        result.stdout.no_fnmatch_line("::warning*")


def test_pytests_own_junit_file_has_properties(inner, pytester):
    inner("--nplusone=report", "--junitxml=all.xml", pages=PAGES, test_page=TESTS)
    inner("--junitxml=none.xml", pages=PAGES, test_page=TESTS)

    tree = ElementTree.parse(pytester.path / "all.xml")
    found = {
        case.get("name"): {p.get("name"): p.get("value") for p in case.iter("property")}
        for case in tree.iter("testcase")
    }
    assert found["test_one"] == {"nplusone_statements": "1"}
    assert found["test_loop"]["nplusone_statements"] == "2"
    assert found["test_loop"]["nplusone_finding"].startswith("NPG009 ")
    assert "property" not in (pytester.path / "none.xml").read_text()
