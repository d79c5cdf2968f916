from __future__ import annotations

import logging

import pytest

from nplusone_guard.config import Config
from nplusone_guard.report.loading import load_reports
from nplusone_guard.sinks import deliver
from tests.report.samples import AUTHORS, BOOKS, QUIET


def test_a_file_has_one_line_for_each_report_with_findings(tmp_path):
    file = tmp_path / "deep" / "reports.jsonl"
    config = Config(mode="collect", report_file=str(file))
    for report in (BOOKS, QUIET, AUTHORS):
        deliver(report, config)

    assert len(file.read_text().splitlines()) == 2
    assert [report.name for report in load_reports(file)] == [
        "GET /books",
        "GET /authors",
    ]


@pytest.mark.parametrize("mode", ["collect", "raise", "off"])
def test_only_log_mode_logs(mode, caplog):
    deliver(BOOKS, Config(mode=mode))

    assert caplog.records == []


def test_a_file_that_cannot_be_written_takes_no_log_line_away(tmp_path, caplog):
    (tmp_path / "taken").write_text("")
    config = Config(mode="log", report_file=str(tmp_path / "taken" / "reports.jsonl"))

    with caplog.at_level(logging.WARNING), pytest.raises(OSError, match="taken"):
        deliver(BOOKS, config)

    assert [record.name for record in caplog.records] == ["nplusone_guard"]
