"""Loading: reports read back from JSON, one document or one report a line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.errors import ConfigError
from nplusone_guard.report.values import FORMAT, Finding, Report

__all__ = ["load_reports", "report_from_json", "reports_from_json"]

_AGAIN = "write it again with this version's report_file, to_json() or --nplusone-json"


def load_reports(path: str | os.PathLike[str]) -> list[Report]:
    """Return every report in the file at *path*.

    Raises:
        ConfigError: it cannot be read, or holds something else; says where.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read reports from {path}: {error}") from error
    return reports_from_json(text, os.fspath(path))


def report_from_json(text: str) -> Report:
    """Return the one report in *text*, as `Report.to_json` wrote it.

    Raises:
        ConfigError: *text* is not a report of a format this version knows.
    """
    reports = reports_from_json(text)
    if len(reports) != 1:
        raise ConfigError(f"expected one report, found {len(reports)}")
    return reports[0]


def reports_from_json(text: str, name: str = "<text>") -> list[Report]:
    """Return every report in *text*; *name* is what errors call it.

    Raises:
        ConfigError: a line is not what a report looks like; says which.
    """
    try:
        whole = json.loads(text)
    except ValueError:
        return _from_lines(text, name)
    return _from_document(whole, name, 1)


def _from_lines(text: str, name: str) -> list[Report]:
    reports: list[Report] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise ConfigError(
                f"{name}, line {number}: not a whole JSON report ({error}); the file "
                f"was cut off or edited: remove that line, or {_AGAIN}"
            ) from error
        reports += _from_document(data, name, number)
    if not reports:
        raise ConfigError(f"{name} holds no reports: {_AGAIN}")
    return reports


def _from_document(data: Any, name: str, line: int) -> list[Report]:
    where = f"{name}, line {line}"
    if not isinstance(data, dict) or "format" not in data:
        raise ConfigError(f"{where}: this is not a report of nplusone_guard; {_AGAIN}")
    if data["format"] != FORMAT:
        raise ConfigError(
            f"{where}: format {data['format']!r}, but this version reads format "
            f"{FORMAT}: read it with the version that wrote it, or {_AGAIN}"
        )
    try:
        if "reports" in data:
            return [_report(one) for one in data["reports"]]
        return [_report(data)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"{where}: a report without the right {error}; the file was edited: {_AGAIN}"
        ) from error


def _report(data: dict[str, Any]) -> Report:
    return Report(
        name=str(data["scope"]["name"]),
        kind=str(data["scope"]["kind"]),
        statements=int(data["statements"]),
        duration_ms=float(data["duration_ms"]),
        findings=tuple(_finding(one) for one in data["findings"]),
        accepted=tuple(_finding(one) for one in data.get("accepted", ())),
        transactions=int(data.get("transactions", 0)),
        overflow=int(data.get("overflow", 0)),
        notes=tuple(str(note) for note in data.get("notes", ())),
    )


def _finding(data: dict[str, Any]) -> Finding:
    advice = data["advice"]
    return Finding(
        code=str(data["code"]),
        kind=str(data["kind"]),
        count=int(data["count"]),
        duration_ms=float(data["duration_ms"]),
        relation=_text(data["relation"]),
        shape=str(data["shape"]),
        shape_id=str(data["shape_id"]),
        certainty=str(data["certainty"]),
        blame=_span(data["blame"]),
        loop=_span_or_none(data["loop"]),
        origin=_span_or_none(data["origin"]),
        advice=Advice(
            kind=str(advice["kind"]),
            code=str(advice["code"]),
            text=str(advice["text"]),
            place=_span_or_none(advice["place"]),
            certainty=str(data["certainty"]),
            alternative=str(advice.get("alternative", "")),
            patch=str(advice.get("patch", "")),
        ),
        databases=tuple(str(one) for one in data.get("databases", ())),
        accepted=_text(data.get("accepted")),
    )


def _span_or_none(data: dict[str, Any] | None) -> Span | None:
    return None if data is None else _span(data)


def _span(data: dict[str, Any]) -> Span:
    return Span(
        file=str(data["file"]),
        line=int(data["line"]),
        end_line=int(data["end_line"]),
        column=int(data["column"]),
        end_column=int(data["end_column"]),
        function=str(data["function"]),
        expression=_text(data["expression"]),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
