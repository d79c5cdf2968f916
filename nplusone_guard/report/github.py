"""The GitHub format: workflow commands that show as annotations in a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.gathering import Gathered, gathered
from nplusone_guard.report.places import located, shown
from nplusone_guard.report.values import Report
from nplusone_guard.report.wording import advice_text, headline

__all__ = ["github_annotations"]


def github_annotations(reports: Sequence[Report]) -> str:
    """Return one `::warning` line for each place; accepted ones stay out."""
    found = [one for one in gathered(reports) if one.finding.accepted is None]
    return "".join(_annotation(one) + "\n" for one in found)


def _annotation(one: Gathered) -> str:
    finding = one.finding
    properties = _properties(finding.blame)
    properties["title"] = f"{finding.code} {finding.relation or finding.kind}"
    told = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
    return f"::warning {told}::{_data(_message(one))}"


def _message(one: Gathered) -> str:
    finding = one.finding
    lines = [headline(finding)]
    if finding.loop is not None:
        lines.append(f"Repeated by {located(finding.loop)}.")
    if finding.origin is not None:
        lines.append(f"The query to change: {located(finding.origin)}.")
    lines.append(advice_text(finding))
    lines += finding.advice.code.splitlines()
    return "\n".join(lines)


def _properties(span: Span) -> dict[str, str]:
    found = {"file": shown(span.file), "line": str(span.line)}
    found["endLine"] = str(span.end_line)
    if span.line == span.end_line:  # GitHub refuses columns on a range of lines
        found["col"] = str(span.column + 1)
        found["endColumn"] = str(span.end_column + 1)
    return found


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
