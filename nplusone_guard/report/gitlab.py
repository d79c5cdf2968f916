"""The GitLab format: a code quality report, shown in merge requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nplusone_guard.report.gathering import Gathered, gathered
from nplusone_guard.report.identity import fingerprint_of
from nplusone_guard.report.places import shown
from nplusone_guard.report.values import Report
from nplusone_guard.report.wording import advice_text, headline

__all__ = ["gitlab_report"]

_CERTAIN, _OTHER = "major", "minor"


def gitlab_report(reports: Sequence[Report]) -> str:
    """Return a list of issues, one for each place; accepted ones stay out."""
    found = [one for one in gathered(reports) if one.finding.accepted is None]
    seen: dict[str, int] = {}
    issues = [_issue(one, seen) for one in found]
    return json.dumps(issues, indent=2) + "\n"


def _issue(one: Gathered, seen: dict[str, int]) -> dict[str, Any]:
    finding = one.finding
    blame = finding.blame
    return {
        "description": f"{headline(finding)} {advice_text(finding)}",
        "check_name": finding.code,
        "fingerprint": _own(fingerprint_of(finding), seen),
        "severity": _CERTAIN if finding.certainty == "certain" else _OTHER,
        "location": {
            "path": shown(blame.file),
            "lines": {"begin": blame.line, "end": blame.end_line},
        },
    }


def _own(fingerprint: str, seen: dict[str, int]) -> str:
    """Tell two alike in one function apart: GitLab shows a fingerprint only once."""
    seen[fingerprint] = seen.get(fingerprint, 0) + 1
    nth = seen[fingerprint]
    return fingerprint if nth == 1 else f"{fingerprint}-{nth}"
