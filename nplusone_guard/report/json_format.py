"""The JSON format: one document that holds every report, for programs to read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from nplusone_guard.report.values import FORMAT, Report

__all__ = ["json_document"]


def json_document(reports: Sequence[Report]) -> str:
    """Return *reports* as one JSON document; `format` says how to read it."""
    document = {"format": FORMAT, "reports": [report.as_dict() for report in reports]}
    return json.dumps(document, indent=2) + "\n"
