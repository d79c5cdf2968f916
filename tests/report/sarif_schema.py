"""The part of the SARIF 2.1.0 schema that our logs touch, and a check against it.

Written down from the published standard: names, types, bounds and what is required.
An object may hold nothing that is not listed, as the standard's own schema demands.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": str}
LINE = {"type": int, "minimum": 1}
MESSAGE = {"required": ["text"], "properties": {"text": TEXT}}
MARKED = {"required": ["text"], "properties": {"text": TEXT, "markdown": TEXT}}
ARTIFACT = {"properties": {"uri": TEXT, "uriBaseId": TEXT, "description": MESSAGE}}
CONTENT = {"properties": {"text": TEXT}}
REGION = {
    "properties": {
        "startLine": LINE,
        "startColumn": LINE,
        "endLine": LINE,
        "endColumn": LINE,
        "snippet": CONTENT,
    }
}
LOGICAL = {"properties": {"fullyQualifiedName": TEXT, "kind": TEXT}}
LOCATION = {
    "properties": {
        "id": {"type": int, "minimum": -1},
        "message": MESSAGE,
        "physicalLocation": {
            "properties": {"artifactLocation": ARTIFACT, "region": REGION}
        },
        "logicalLocations": {"items": LOGICAL, "unique": True},
    }
}
REPLACEMENT = {
    "required": ["deletedRegion"],
    "properties": {"deletedRegion": REGION, "insertedContent": CONTENT},
}
CHANGE = {
    "required": ["artifactLocation", "replacements"],
    "properties": {
        "artifactLocation": ARTIFACT,
        "replacements": {"items": REPLACEMENT, "least": 1},
    },
}
FIX = {
    "required": ["artifactChanges"],
    "properties": {
        "description": MESSAGE,
        "artifactChanges": {"items": CHANGE, "least": 1, "unique": True},
    },
}
SUPPRESSION = {
    "required": ["kind"],
    "properties": {"kind": {"one of": ["inSource", "external"]}, "justification": TEXT},
}
LEVEL = {"one of": ["none", "note", "warning", "error"]}
RESULT = {
    "required": ["message"],
    "properties": {
        "ruleId": TEXT,
        "ruleIndex": {"type": int, "minimum": -1},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"items": LOCATION},
        "relatedLocations": {"items": LOCATION, "unique": True},
        "partialFingerprints": {"values": TEXT},
        "occurrenceCount": {"type": int, "minimum": 1},
        "fixes": {"items": FIX, "unique": True},
        "suppressions": {"items": SUPPRESSION, "unique": True},
        "properties": {"values": {}},
    },
}
RULE = {
    "required": ["id"],
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MARKED,
        "properties": {"values": {}},
        "defaultConfiguration": {"properties": {"level": LEVEL}},
    },
}
DRIVER = {
    "required": ["name"],
    "properties": {
        "name": TEXT,
        "version": TEXT,
        "rules": {"items": RULE, "unique": True},
    },
}
RUN = {
    "required": ["tool"],
    "properties": {
        "tool": {"required": ["driver"], "properties": {"driver": DRIVER}},
        "columnKind": {"one of": ["utf16CodeUnits", "unicodeCodePoints"]},
        "originalUriBaseIds": {"values": ARTIFACT},
        "results": {"items": RESULT},
    },
}
LOG = {
    "required": ["version", "runs"],
    "properties": {
        "$schema": TEXT,
        "version": {"one of": ["2.1.0"]},
        "runs": {"items": RUN},
    },
}


def problems(data: Any, schema: dict[str, Any] = LOG, at: str = "log") -> list[str]:
    """Return what in *data* breaks *schema*, each with its place."""
    if "one of" in schema:
        return [] if data in schema["one of"] else [f"{at}: {data!r}"]
    if "type" in schema:
        is_fine = type(data) is schema["type"] and data >= schema.get("minimum", data)
        return [] if is_fine else [f"{at}: {data!r}"]
    if "items" in schema:
        return _of_list(data, schema, at)
    if "values" in schema:
        pairs = [(name, value, schema["values"]) for name, value in data.items()]
    elif "properties" in schema:
        return _of_object(data, schema, at)
    else:
        return []
    return [
        p
        for name, value, inner in pairs
        for p in problems(value, inner, f"{at}.{name}")
    ]


def _of_list(data: Any, schema: dict[str, Any], at: str) -> list[str]:
    if not isinstance(data, list) or len(data) < schema.get("least", 0):
        return [f"{at}: {data!r}"]
    found = []
    if schema.get("unique") and any(data.count(one) > 1 for one in data):
        found.append(f"{at}: the same thing twice")
    for number, one in enumerate(data):
        found += problems(one, schema["items"], f"{at}[{number}]")
    return found


def _of_object(data: Any, schema: dict[str, Any], at: str) -> list[str]:
    if not isinstance(data, dict):
        return [f"{at}: {data!r}"]
    found = [
        f"{at}: no {name}" for name in schema.get("required", ()) if name not in data
    ]
    for name, value in data.items():
        if name in schema["properties"]:
            found += problems(value, schema["properties"][name], f"{at}.{name}")
        else:
            found.append(f"{at}: unknown {name}")
    return found
