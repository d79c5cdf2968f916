from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from nplusone_guard.report.comments import comments_at, comments_in
from tests.report.samples import LAZY

DAY = date(2027, 1, 31)


def read(tmp_path, line, name="views.py"):
    file = tmp_path / name
    file.write_text(f"{line}\n", encoding="utf-8")
    return list(comments_in(str(file)))


@pytest.mark.parametrize(
    ("line", "reason", "until"),
    [
        ("x = b.author  # nplusone: ok - three rows", "three rows", None),
        ("x  # NPlusOne: OK - three rows", "three rows", None),
        ("x  # nplusone:ok -three rows", "three rows", None),
        ("x  # nplusone: ok: three rows", "three rows", None),
        ("x  # nplusone: ok \u2014 three rows", "three rows", None),
        ("x  # noqa: E1  # nplusone: ok - rows  # type: x", "rows", None),
        ("x  # nplusone: ok - few until 2027-01-31", "few", DAY),
        ("x  # nplusone: ok - wait until the upgrade", "wait until the upgrade", None),
        ("{{ b.author }} {# nplusone: ok - few #}", "few", None),
        ("{# nplusone: ok - few until 2027-01-31 #}{% for %}", "few", DAY),
        ("<b>{{ b.author }}</b> <!-- nplusone: ok - few -->", "few", None),
    ],
)
def test_a_reason_is_read(line, reason, until, tmp_path):
    (comment,) = read(tmp_path, line)

    assert (comment.reason, comment.until, comment.problem) == (reason, until, "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("x  # nplusone: ok", "it gives no reason"),
        ("x  # nplusone: ok -", "it gives no reason"),
        ("x  # nplusone: ok - ...", "it gives no reason"),
        ("x  # nplusone: ok - until 2027-01-31", "it gives no reason"),
        ("x  # nplusone: ok three rows", "it gives no reason"),
        ("{# nplusone: ok #}", "it gives no reason"),
        ("x  # nplusone: fine - rows", "it says 'fine' where only 'ok' is known"),
        ("x  # nplusone: ok - few until 31.01.2027", "'31.01.2027' is not a date"),
    ],
)
def test_a_comment_without_a_good_reason_says_what_is_wrong(line, problem, tmp_path):
    (comment,) = read(tmp_path, line)

    assert comment.problem.startswith(problem)


@pytest.mark.parametrize(
    "line", ["x = 1", "# nplusone is fine here", "nplusone: ok - rows", "# ok - rows"]
)
def test_other_lines_are_no_comment_of_ours(line, tmp_path):
    assert read(tmp_path, line) == []


def test_a_comment_counts_on_the_lines_of_the_place_and_right_above(tmp_path):
    file = tmp_path / "views.py"
    file.write_text(
        "# nplusone: ok - two above\n"
        "# nplusone: ok - above\n"
        "rows = (  # nplusone: ok - first\n"
        "    all()  # nplusone: ok - last\n"
        ")  # nplusone: ok - below\n"
    )
    place = replace(LAZY.blame, file=str(file), line=3, end_line=4)

    assert [one.reason for one in comments_at(place)] == ["first", "last", "above"]


def test_a_comment_on_the_line_of_code_above_is_about_that_line(tmp_path):
    file = tmp_path / "views.py"
    file.write_text("x = 1  # nplusone: ok - of x\ny = 2\n")

    assert (
        list(comments_at(replace(LAZY.blame, file=str(file), line=2, end_line=2))) == []
    )


def test_a_comment_inside_a_long_place_is_about_something_else(tmp_path):
    file = tmp_path / "views.py"
    file.write_text(
        "class A:\n" + "    x = 1\n" * 20 + "    y  # nplusone: ok - of y\n"
    )

    assert (
        list(comments_at(replace(LAZY.blame, file=str(file), line=1, end_line=22)))
        == []
    )


def test_the_last_day_still_counts(tmp_path):
    (comment,) = read(tmp_path, "x  # nplusone: ok - few until 2027-01-31")

    assert not comment.has_expired(DAY)
    assert comment.has_expired(date(2027, 2, 1))


def test_a_file_that_is_not_there_has_none():
    assert list(comments_at(replace(LAZY.blame, file="<string>"))) == []
