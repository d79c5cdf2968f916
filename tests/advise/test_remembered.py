"""A fix is looked for once; what a report counts is counted every time."""

from __future__ import annotations

import linecache
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from nplusone_guard import Report, guard
from nplusone_guard import pipeline as stages
from nplusone_guard.advise import remembered
from nplusone_guard.advise.remembered import Judged, forget_judged
from nplusone_guard.detect import Finding
from nplusone_guard.diagnose import ScopeView
from tests.capture.statements import send


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many findings the judge was asked about, call by call."""
    calls: list[int] = []
    judge = stages._judged

    def counting(findings: Sequence[Finding], view: ScopeView) -> list[Judged]:
        calls.append(len(findings))
        return judge(findings, view)

    forget_judged()
    monkeypatch.setattr(stages, "_judged", counting)
    yield calls
    forget_judged()


def report_of(rows: int, sql: str = "SELECT name FROM author WHERE id = %s") -> Report:
    with guard(mode="collect") as watch:
        for number in range(rows):
            send(sql, (number,))
    return watch.report


def test_the_same_findings_are_judged_once(asked: list[int]) -> None:
    reports = [report_of(rows) for rows in (3, 7, 40)]
    assert asked == [1]
    assert [report.findings[0].count for report in reports] == [3, 7, 40]
    times = [report.findings[0].duration_ms for report in reports]
    assert times == sorted(set(times))
    assert len({report.findings[0].advice for report in reports}) == 1


def test_what_differs_in_anything_but_counts_is_judged_by_itself(
    asked: list[int],
) -> None:
    report_of(3)
    report_of(3, "SELECT name FROM book WHERE id = %s")
    with guard(mode="collect") as watch:
        for _ in range(3):
            send("SELECT name FROM author WHERE id = %s", (1,))
    assert watch.report.findings
    assert asked == [1, 1, 1]


def test_a_file_that_was_changed_is_read_again(
    asked: list[int], tmp_path: Path
) -> None:
    file = tmp_path / "shop.py"
    file.write_text("for number in range(3):\n    send(GET, (number,))\n")
    code = compile(file.read_text(), str(file), "exec")
    names = {"send": send, "GET": "SELECT name FROM author WHERE id = %s"}
    for _ in range(3):
        with guard(mode="collect") as watch:
            exec(code, dict(names))
        assert watch.report.findings
    assert asked == [1]
    file.write_text("# another line\n" + file.read_text())
    linecache.checkcache(str(file))
    with guard(mode="collect") as watch:
        exec(code, dict(names))
    assert watch.report.findings
    assert asked == [1, 1]


def test_no_values_are_remembered(asked: list[int]) -> None:
    hidden = "".join(["s3", "cr3t"])  # not in this file, which is remembered as well
    for secret in (f"'{hidden}'", f"'{hidden} too'"):
        with guard(mode="collect") as watch:
            for number in range(3):
                send(f"SELECT id FROM author WHERE name = {secret} AND id = {number}")
        assert watch.report.findings
    assert remembered._memories
    assert hidden not in repr(remembered._memories)


def test_only_so_many_are_remembered(asked: list[int]) -> None:
    for number in range(remembered._MOST + 5):
        report_of(2, f"SELECT name FROM author_{number} WHERE id = %s")
    assert len(asked) == remembered._MOST + 5
    assert 0 < len(remembered._memories) <= remembered._MOST
