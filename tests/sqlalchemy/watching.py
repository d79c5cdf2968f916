"""What a test says about a piece of code: what the guard found, and what its fix does."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from nplusone_guard import Finding, guard

Code = Callable[[Session], Any]


def found(code: Code, session: Session) -> list[Finding]:
    """Return the findings of *code*, run once."""
    with guard("test", mode="collect") as watch:
        code(session)
    return list(watch.report.findings)


def only(code: Code, session: Session) -> Finding:
    """Return the one finding of *code*."""
    findings = found(code, session)
    assert len(findings) == 1, findings
    return findings[0]


def statements(code: Code, session: Session) -> int:
    """Return how many statements *code* sends."""
    with guard("test", mode="collect") as watch:
        code(session)
    return watch.statements


def pasted(code: Code, finding: Finding, names: dict[str, Any]) -> Code:
    """Return *code* with the advice of *finding* pasted where it says."""
    place = finding.advice.place
    assert place is not None
    lines, first = inspect.getsourcelines(code)
    start, end = place.line - first, place.end_line - first
    tail = lines[end][place.end_column :]
    lines[start : end + 1] = [lines[start][: place.column] + finding.advice.code + tail]
    source = textwrap.dedent("".join(lines))
    space: dict[str, Any] = {**code.__globals__, **names}
    exec(compile(ast.parse(source), "<pasted>", "exec"), space)
    changed: Code = space[code.__name__]
    return changed
