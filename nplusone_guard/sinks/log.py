"""The log sink: one structlog event for each finding."""

from __future__ import annotations

import logging
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.values import Finding, Report

__all__ = ["log_report"]

_LOGGER = "nplusone_guard"


def log_report(report: Report) -> None:
    """Log each finding of *report* as a warning.

    It goes through the host's structlog configuration. Where the host has configured
    none, it goes to the standard library's logger "nplusone_guard", with the same
    fields in `extra`; no handler is ever added.
    """
    for finding in report.findings:
        fields = _fields(report, finding)
        if _host_uses_structlog():
            import structlog

            structlog.get_logger(_LOGGER).warning("nplusone", **fields)
        else:
            logging.getLogger(_LOGGER).warning(
                "%s", _line(fields), extra={"nplusone": fields}
            )


def _host_uses_structlog() -> bool:
    import sys

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


def _line(fields: dict[str, Any]) -> str:
    subject = fields["relation"] or fields["blame"]
    parts = [f"{name}={fields[name]!r}" for name in fields if fields[name] is not None]
    return (
        f"nplusone {fields['code']} {subject}: {fields['count']} queries "
        + " ".join(parts)
    )
