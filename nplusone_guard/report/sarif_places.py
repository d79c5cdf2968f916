"""SARIF places: artifacts and regions; columns there count from 1."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.places import shown

__all__ = ["artifact", "location"]


def artifact(file: str) -> dict[str, Any]:
    """Return where *file* lies: below the sources' root, or as an absolute address."""
    path = shown(file)
    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{quote(path)}"}
    if path[1:3] == ":/":  # a drive of Windows
        return {"uri": f"file:///{quote(path, safe='/:')}"}
    return {"uri": quote(path), "uriBaseId": "SRCROOT"}


def location(span: Span) -> dict[str, Any]:
    """Return *span* as a location."""
    region: dict[str, Any] = {
        "startLine": max(1, span.line),
        "startColumn": max(0, span.column) + 1,
        "endLine": max(1, span.end_line),
        "endColumn": max(0, span.end_column) + 1,
    }
    if span.expression:
        region["snippet"] = {"text": span.expression}
    place: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": artifact(span.file), "region": region}
    }
    if span.function:
        logical = {"fullyQualifiedName": span.function, "kind": "function"}
        place["logicalLocations"] = [logical]
    return place
