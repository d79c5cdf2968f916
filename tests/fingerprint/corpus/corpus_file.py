"""A corpus: statements as they were sent, one JSON string a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent


def write_corpus(path: Path, statements: Iterable[str]) -> None:
    """Write each different statement once, in the order of first appearance."""
    lines = [json.dumps(sql) + "\n" for sql in dict.fromkeys(map(str, statements))]
    path.write_text("".join(lines), encoding="utf-8")


def read_corpus(name: str) -> list[str]:
    """Return the statements of the corpus called *name*."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
