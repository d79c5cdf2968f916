"""The file sink: one line of JSON for each report with findings."""

from __future__ import annotations

import os
from pathlib import Path

from nplusone_guard.report.values import Report

__all__ = ["append_line", "append_report"]


def append_report(report: Report, path: str) -> None:
    """Append *report* to *path*, in a folder that is made where there is none.

    Raises:
        OSError: the file cannot be written.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    append_line(report, path)


def append_line(report: Report, path: str) -> None:
    """Append *report* to *path* as one line, in one write so that lines never mix.

    Raises:
        OSError: the file cannot be written, or its folder is not there.
    """
    line = (report.to_json() + "\n").encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
