"""The SARIF format, version 2.1.0: for code scanning and for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import metadata
from typing import Any

from nplusone_guard.codes import CODES
from nplusone_guard.report.accepted import ALLOWED
from nplusone_guard.report.gathering import Gathered, gathered
from nplusone_guard.report.identity import fingerprint_of
from nplusone_guard.report.patch import patch_for, replacements
from nplusone_guard.report.sarif_places import artifact, location
from nplusone_guard.report.sarif_rules import rule
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import advice_text, headline, scopes_told

__all__ = ["sarif_log"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = {code.id: number for number, code in enumerate(CODES)}


def sarif_log(reports: Sequence[Report]) -> str:
    """Return one run with a result for each place; accepted ones are suppressed."""
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "SRCROOT": {"description": {"text": "the root of the sources"}}
        },
        "results": [_result(one) for one in gathered(reports)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _driver() -> dict[str, Any]:
    driver: dict[str, Any] = {
        "name": "nplusone_guard",
        "rules": [rule(code) for code in CODES],
    }
    try:
        driver["version"] = metadata.version("nplusone-guard")
    except metadata.PackageNotFoundError:  # lent to a program, not installed
        pass
    return driver


def _result(one: Gathered) -> dict[str, Any]:
    finding = one.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": "warning",
        "message": {"text": _message(finding)},
        "locations": [location(finding.blame)],
        "relatedLocations": _related(finding),
        "partialFingerprints": {"nplusone/v1": fingerprint_of(finding)},
        "occurrenceCount": finding.count,
        "properties": {
            "relation": finding.relation,
            "shape": finding.shape,
            "certainty": finding.certainty,
            "durationMs": round(finding.duration_ms, 3),
            "scopes": scopes_told(one.scopes),
        },
    }
    if finding.code in _RULES:
        result["ruleIndex"] = _RULES[finding.code]
    fix = _fix(finding)
    if fix is not None:
        result["fixes"] = [fix]
    if finding.accepted is not None:
        result["suppressions"] = [_suppression(finding.accepted)]
    return result


def _message(finding: Finding) -> str:
    lines = [headline(finding), advice_text(finding), *finding.advice.code.splitlines()]
    return "\n".join(line for line in lines if line)


def _related(finding: Finding) -> list[dict[str, Any]]:
    told = (
        ("the loop that repeats it", finding.loop),
        ("the query to change", finding.origin),
    )
    places = [(words, span) for words, span in told if span is not None]
    return [
        {"id": number, **location(span), "message": {"text": words}}
        for number, (words, span) in enumerate(places, start=1)
    ]


def _fix(finding: Finding) -> dict[str, Any] | None:
    files: dict[str, list[dict[str, Any]]] = {}
    for change in replacements(patch_for(finding.advice)):
        files.setdefault(change.file, []).append(
            {
                "deletedRegion": {
                    "startLine": change.line,
                    "startColumn": 1,
                    "endLine": change.end_line,
                    "endColumn": 1,
                },
                "insertedContent": {"text": change.text},
            }
        )
    if not files:
        return None
    changes = [
        {"artifactLocation": artifact(file), "replacements": found}
        for file, found in files.items()
    ]
    text = advice_text(finding) or "Change the query."
    return {"description": {"text": text}, "artifactChanges": changes}


def _suppression(reason: str) -> dict[str, Any]:
    kind = "external" if reason.startswith(ALLOWED) else "inSource"
    return {"kind": kind, "justification": reason}
