"""Explaining a code in the terminal: what it is, the slow code, the fix, how to accept."""

from __future__ import annotations

import argparse
import sys
import textwrap

from nplusone_guard.codes import CODES, Code
from nplusone_guard.errors import ConfigError
from nplusone_guard.report.explanations import EXPLANATIONS

__all__ = ["explain"]

_ACCEPT = "# nplusone: ok - why it is fine"


def explain(options: argparse.Namespace) -> int:
    """Write what a code means; without one, list them all."""
    if options.code is None:
        lines = [f"{code.id}  {code.kind:<18} {code.title}" for code in CODES]
        sys.stdout.write("\n".join(lines) + "\n")
        return 0
    wanted = options.code.strip().lower()
    for code in CODES:
        if wanted in (code.id.lower(), code.kind):
            sys.stdout.write(_page(code))
            return 0
    known = ", ".join(code.id for code in CODES)
    raise ConfigError(f"unknown code {options.code!r}. Known codes: {known}.")


def _page(code: Code) -> str:
    told = EXPLANATIONS[code.id]
    parts = [
        f"{code.id} {code.kind}: {code.title}",
        textwrap.fill(told.why, 88),
        f"Slow:\n{textwrap.indent(told.slow, '    ')}",
        f"In Django:\n{textwrap.indent(told.django, '    ')}",
        f"In SQLAlchemy:\n{textwrap.indent(told.sqlalchemy, '    ')}",
        f"To accept it, on the line that asks:\n    {_ACCEPT}",
    ]
    return "\n\n".join(parts) + "\n"
