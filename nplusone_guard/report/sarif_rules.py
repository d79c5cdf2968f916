"""SARIF rules: what a code means, as code scanning shows it beside a result."""

from __future__ import annotations

from typing import Any

from nplusone_guard.codes import Code
from nplusone_guard.report.explanations import EXPLANATIONS

__all__ = ["rule"]


def rule(code: Code) -> dict[str, Any]:
    """Return *code* with its explanation, plain and as Markdown."""
    told = EXPLANATIONS[code.id]
    parts = (
        ("Slow", told.slow),
        ("In Django", told.django),
        ("In SQLAlchemy", told.sqlalchemy),
    )
    plain = [told.why, *(f"{title}:\n{text}" for title, text in parts)]
    marked = [
        told.why,
        *(f"**{title}**\n\n```python\n{text}\n```" for title, text in parts),
    ]
    return {
        "id": code.id,
        "name": "".join(word.capitalize() for word in code.kind.split("-")),
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": told.why},
        "help": {"text": "\n\n".join(plain), "markdown": "\n\n".join(marked)},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["performance", "database"]},
    }
