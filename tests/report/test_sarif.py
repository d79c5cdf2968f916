from __future__ import annotations

import json
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from nplusone_guard.codes import CODES
from nplusone_guard.report.sarif import sarif_log
from tests.report.samples import ACCEPTED, AUTHORS, BOOKS, LAZY, REPORTS, VIEWS
from tests.report.sarif_schema import problems


def results(*reports):
    (run,) = json.loads(sarif_log(reports))["runs"]
    return run["results"]


@pytest.mark.parametrize("reports", [REPORTS, (), (BOOKS,), (AUTHORS,)])
def test_a_log_is_valid(reports):
    assert problems(json.loads(sarif_log(reports))) == []


@pytest.mark.parametrize(
    "breakage",
    [
        lambda result: result.pop("message"),
        lambda result: result.update(level="bad"),
        lambda result: result.update(colour="red"),
        lambda result: result.update(occurrenceCount=0),
        lambda result: result["locations"].append({"physicalLocation": []}),
        lambda result: result["fixes"][0].update(artifactChanges=[]),
        lambda result: result["relatedLocations"].append(result["relatedLocations"][0]),
    ],
)
def test_the_check_notices_a_log_that_is_not_valid(breakage):
    log = json.loads(sarif_log(REPORTS))
    breakage(log["runs"][0]["results"][0])

    assert problems(log) != []


def test_columns_count_from_one_and_end_behind_the_last_character():
    (result,) = results(BOOKS)
    region = result["locations"][0]["physicalLocation"]["region"]
    line = Path(VIEWS).read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]

    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "book.author"


def test_a_fix_replaces_the_lines_it_says():
    (result,) = results(BOOKS)
    ((change,),) = [fix["artifactChanges"] for fix in result["fixes"]]
    (edit,) = change["replacements"]
    region = edit["deletedRegion"]
    lines = Path(VIEWS).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[region["startLine"] - 1 : region["endLine"] - 1] = [
        edit["insertedContent"]["text"]
    ]

    assert lines[9] == '    books = Book.objects.all().select_related("author")\n'
    assert lines[10] == "    names = [book.author.name for book in books]\n"


def test_without_a_patch_there_is_no_fix():
    stale = replace(LAZY.advice, place=replace(LAZY.origin, expression="Other.all()"))
    (result,) = results(replace(BOOKS, findings=(replace(LAZY, advice=stale),)))

    assert "fixes" not in result


def test_an_accepted_finding_is_suppressed_with_its_reason():
    (result,) = results(replace(BOOKS, findings=(), accepted=(ACCEPTED,)))

    assert result["suppressions"] == [
        {"kind": "inSource", "justification": "known: the rate moves"}
    ]


def test_what_the_settings_allow_is_suppressed_from_outside():
    allowed = replace(ACCEPTED, accepted="allowed in the settings: 'Rate.*'")
    (result,) = results(replace(BOOKS, findings=(), accepted=(allowed,)))

    assert result["suppressions"][0]["kind"] == "external"


def test_a_rule_tells_what_its_code_means():
    (run,) = json.loads(sarif_log(REPORTS))["runs"]
    driver = run["tool"]["driver"]

    assert driver["version"] == metadata.version("nplusone-guard")
    for rule in driver["rules"]:
        assert rule["fullDescription"]["text"] in rule["help"]["text"]
        assert rule["help"]["markdown"].count("```python") == 3


def test_every_code_is_a_rule_in_order():
    (run,) = json.loads(sarif_log(REPORTS))["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [code.id for code in CODES]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_file_outside_the_root_is_an_absolute_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (result,) = results(BOOKS)
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert artifact["uri"].startswith("file:///")
    assert "uriBaseId" not in artifact


def test_a_path_with_spaces_is_quoted():
    odd = replace(LAZY, blame=replace(LAZY.blame, file="my shop/a#b.py"))
    (result,) = results(replace(BOOKS, findings=(odd,)))
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert artifact == {"uri": "my%20shop/a%23b.py", "uriBaseId": "SRCROOT"}
