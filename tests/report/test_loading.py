from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplusone_guard import ConfigError
from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.formats import render
from nplusone_guard.report.loading import (
    load_reports,
    report_from_json,
    reports_from_json,
)
from nplusone_guard.report.values import Finding, Report
from tests.report.samples import AUTHORS, BOOKS, REPORTS

texts = st.text(max_size=8)
numbers = st.integers(0, 10**6)
spans = st.builds(
    Span, texts, numbers, numbers, numbers, numbers, texts, st.none() | texts
)
findings = st.builds(
    Finding,
    code=texts,
    kind=texts,
    count=numbers,
    duration_ms=numbers.map(float),
    relation=st.none() | texts,
    shape=texts,
    shape_id=texts,
    certainty=st.just("likely"),
    blame=spans,
    loop=st.none() | spans,
    origin=st.none() | spans,
    advice=st.builds(Advice, texts, st.just(""), texts, st.none() | spans),
    databases=st.tuples(texts),
    accepted=st.none() | texts,
)
reports = st.builds(
    Report,
    name=texts,
    kind=texts,
    statements=numbers,
    duration_ms=numbers.map(float),
    findings=st.lists(findings, max_size=2).map(tuple),
    accepted=st.lists(findings, max_size=1).map(tuple),
    transactions=numbers,
    overflow=numbers,
    notes=st.lists(texts, max_size=2).map(tuple),
)


@given(reports)
def test_a_report_comes_back_from_json_as_it_was(report):
    assert report_from_json(report.to_json()) == report


def test_a_document_and_lines_hold_the_same():
    lines = "\n".join(report.to_json() for report in REPORTS)
    names = [report.name for report in REPORTS]

    assert [one.name for one in reports_from_json(lines)] == names
    assert [one.name for one in reports_from_json(render("json", REPORTS))] == names


def test_a_loaded_report_is_written_as_the_original():
    loaded = reports_from_json(render("json", REPORTS))

    for name in ("json", "markdown", "sarif"):
        assert render(name, loaded) == render(name, REPORTS)


def test_a_cut_line_is_named(tmp_path):
    file = tmp_path / "findings.json"
    file.write_text(f"{BOOKS.to_json()}\n{AUTHORS.to_json()[:50]}\n")

    with pytest.raises(ConfigError, match=r"findings.json, line 2: not a whole JSON"):
        load_reports(file)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "line 1: format 2, but this version reads format 1"),
        ({"scope": None}, "line 1: a report without the right"),
        ({"findings": [{}]}, "line 1: a report without the right 'advice'"),
        ({"statements": "many"}, "line 1: a report without the right"),
    ],
)
def test_a_report_that_cannot_be_read_says_why(change, message):
    data = {**json.loads(BOOKS.to_json()), **change}

    with pytest.raises(ConfigError, match=message):
        report_from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["[]", "{}", "1", '"text"', '{"findings": []}'])
def test_json_of_something_else_is_no_report(text):
    with pytest.raises(ConfigError, match="this is not a report of nplusone_guard"):
        report_from_json(text)


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_says_so(text):
    with pytest.raises(ConfigError, match="holds no reports"):
        reports_from_json(text, "findings.json")


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("binary", "none"):
        with pytest.raises(ConfigError, match=f"cannot read reports from .*{name}"):
            load_reports(tmp_path / name)
