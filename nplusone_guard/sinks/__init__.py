"""Sinks: where a report goes. The only side effects of the package."""

from __future__ import annotations

from nplusone_guard.config import Config
from nplusone_guard.report.values import Report

__all__ = ["deliver"]


def deliver(report: Report, config: Config) -> None:
    """Hand *report* to every sink that *config* asks for."""
    if not report.findings:
        return
    if config.mode == "log":
        from nplusone_guard.sinks.log import log_report

        log_report(report)
    # Last: where the disk is full, the log has the findings all the same.
    if config.report_file is not None:
        from nplusone_guard.sinks.file import append_report

        append_report(report, config.report_file)
