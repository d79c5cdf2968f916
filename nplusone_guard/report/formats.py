"""Formats: every way in which reports can be written, as pure functions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

from nplusone_guard.errors import ConfigError
from nplusone_guard.report.github import github_annotations
from nplusone_guard.report.gitlab import gitlab_report
from nplusone_guard.report.json_format import json_document
from nplusone_guard.report.junit import junit_xml
from nplusone_guard.report.markdown import markdown_text
from nplusone_guard.report.sarif import sarif_log
from nplusone_guard.report.text import reports_text
from nplusone_guard.report.values import Report

__all__ = ["FORMATS", "render"]

FORMATS: dict[str, Callable[[Sequence[Report]], str]] = {
    "text": reports_text,
    "json": json_document,
    "sarif": sarif_log,
    "markdown": markdown_text,
    "github": github_annotations,
    "gitlab": gitlab_report,
    "junit": junit_xml,
}


def render(name: str, reports: Sequence[Report]) -> str:
    """Return *reports* in the format called *name*, ending in a newline.

    Paths are written as seen from the current directory.

    Raises:
        ConfigError: there is no such format.
    """
    write = FORMATS.get(name)
    if write is None:
        close = difflib.get_close_matches(name, FORMATS, n=1)
        guess = f"; did you mean {close[0]!r}?" if close else "."
        raise ConfigError(
            f"unknown format {name!r}{guess} Known formats: {', '.join(FORMATS)}."
        )
    text = write(reports)
    return text if not text or text.endswith("\n") else text + "\n"
