"""The log sink: one structlog event for each finding."""

from __future__ import annotations

import logging
import sys
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import subject

__all__ = ["log_report"]

_LOGGER = "nplusone_guard"
# What a console line says after its headline; a formatter for JSON has all fields.
_TOLD = ("scope", "duration_ms", "blame", "loop", "origin", "advice")


def log_report(report: Report) -> None:
    """Log each finding of *report* as one warning, in one place.

    That is the host's structlog where the host has configured it, with `nplusone` as
    the event. Where nobody has, structlog would print to standard output past the
    host's logging, so the standard library's logger "nplusone_guard" gets it instead,
    with the same fields in `extra`. No handler is ever added.
    """
    for finding in report.findings:
        fields = _fields(report, finding)
        if _host_uses_structlog():
            import structlog

            structlog.get_logger(_LOGGER).warning("nplusone", **fields)
        else:
            line = _line(subject(finding), fields)
            logging.getLogger(_LOGGER).warning("%s", line, extra=fields)


def _host_uses_structlog() -> bool:
    structlog = sys.modules.get("structlog")
    return structlog is not None and structlog.is_configured()


def _fields(report: Report, finding: Finding) -> dict[str, Any]:
    return {
        "scope": report.name,
        "code": finding.code,
        "relation": finding.relation,
        "count": finding.count,
        "duration_ms": round(finding.duration_ms, 1),
        "blame": _where(finding.blame),
        "loop": _where(finding.loop),
        "origin": _where(finding.origin),
        "advice": finding.advice.code or finding.advice.text,
    }


def _where(span: Span | None) -> str | None:
    if span is None:
        return None
    place = f"{span.file}:{span.line}"
    return f"{place} {span.expression}" if span.expression else place


def _line(subject: str, fields: dict[str, Any]) -> str:
    told = [name for name in _TOLD if fields[name] is not None]
    return (
        f"nplusone {fields['code']} {subject}: {fields['count']} queries instead of 1 "
        + " ".join(f"{name}={fields[name]!r}" for name in told)
    )
