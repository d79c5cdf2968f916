from __future__ import annotations

import json
from dataclasses import replace
from importlib import metadata
from xml.etree import ElementTree

import pytest

from nplusone_guard import ConfigError
from nplusone_guard.report.formats import FORMATS, render
from nplusone_guard.report.values import Report
from tests.report.samples import AUTHORS, BOOKS, HERE, LAZY, QUIET, REPORTS

GOLDEN = HERE / "golden"


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_reads_as_its_golden_file_does(name):
    text = render(name, REPORTS).replace(str(HERE), "HERE")
    text = text.replace(metadata.version("nplusone-guard"), "VERSION")

    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_no_reports_and_quiet_reports_are_written_too(name):
    for reports in ((), (QUIET,)):
        assert "NPG001 Book" not in render(name, reports)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_reports_give_the_same_text(name):
    assert render(name, REPORTS) == render(name, list(REPORTS))


def test_an_unknown_format_is_an_error_with_a_guess():
    with pytest.raises(ConfigError, match="unknown format 'sarrif'; did you mean 'sa"):
        render("sarrif", REPORTS)


def test_annotations_keep_to_one_line_each():
    odd = replace(
        LAZY, relation="Book.a,b:c", advice=replace(LAZY.advice, code="a\nb%")
    )
    lines = render("github", [replace(BOOKS, findings=(odd,))]).splitlines()

    (line,) = lines
    assert line.startswith("::warning file=shop/views.py,line=11,endLine=11,col=14,")
    assert "title=NPG001 Book.a%2Cb%3Ac::" in line
    assert "a%0Ab%25" in line


def test_annotations_of_several_lines_have_no_columns():
    wide = replace(LAZY, blame=replace(LAZY.blame, end_line=12))
    text = render("github", [replace(BOOKS, findings=(wide,))])

    assert "line=11,endLine=12,title=" in text


def test_accepted_findings_are_no_annotation_and_no_issue():
    accepted = replace(BOOKS, findings=(), accepted=(LAZY_ACCEPTED,))

    assert render("github", [accepted]) == ""
    assert json.loads(render("gitlab", [accepted])) == []
    assert "## No N+1 queries" in render("markdown", [accepted])


def test_gitlab_tells_two_alike_in_one_function_apart():
    twice = replace(LAZY, blame=replace(LAZY.blame, line=12, end_line=12))
    issues = json.loads(render("gitlab", [replace(BOOKS, findings=(LAZY, twice))]))

    assert len({issue["fingerprint"] for issue in issues}) == 2


def test_junit_counts_scopes_with_findings_as_failed():
    suite = ElementTree.fromstring(render("junit", REPORTS)).find("testsuite")

    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert [case.get("name") for case in suite] == [one.name for one in REPORTS]


def test_junit_survives_characters_that_xml_cannot_hold():
    odd = Report("GET /\x00\x0b<&>", "request", 1, 0.1)
    suite = ElementTree.fromstring(render("junit", [odd])).find("testsuite")

    assert suite is not None
    assert [case.get("name") for case in suite] == ["GET /??<&>"]


def test_markdown_fences_are_longer_than_any_in_the_code():
    odd = replace(LAZY, shape="SELECT '````'")
    text = render("markdown", [replace(BOOKS, findings=(odd,))])

    assert "`````sql\nSELECT '````'\n`````" in text


def test_the_worst_scope_speaks_for_a_place_and_all_are_named():
    text = render("markdown", [AUTHORS, BOOKS])

    assert "Book.author: 16 queries where one would do" in text
    assert "- Seen in `GET /authors, GET /books`" in text


LAZY_ACCEPTED = replace(LAZY, accepted="known")
