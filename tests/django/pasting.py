"""Running a function under the guard, and running it again with the advice pasted in."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from nplusone_guard import guard
from nplusone_guard.report.values import Finding

__all__ = ["check_finds", "check_mends", "check_silent", "found_in", "pasted"]


def found_in(function: Callable[[], object]) -> tuple[Finding, ...]:
    """Return what the guard tells about one run of *function*, which is undone."""
    with transaction.atomic(), guard(mode="collect", threshold=2) as watch:
        function()
        transaction.set_rollback(True)
    return watch.report.findings


def check_silent(function: Callable[[], object]) -> None:
    """Nothing is told about *function*."""
    assert [(f.code, f.advice.code) for f in found_in(function)] == []


def check_finds(function: Callable[[], object], code: str, *fragments: str) -> Finding:
    """One thing is told about *function*: *code*, with *fragments* in its advice."""
    findings = found_in(function)
    assert [finding.code for finding in findings] == [code]
    advice = findings[0].advice
    for fragment in fragments:
        assert fragment in advice.code, advice.code
    return findings[0]


def check_mends(
    function: Callable[[], object],
    code: str,
    *fragments: str,
    state: Callable[[], object] | None = None,
) -> Finding:
    """The advice, pasted, gives the same with fewer queries."""
    finding = check_finds(function, code, *fragments)
    slow, slow_count = _run(function, state)
    fast, fast_count = _run(pasted(function, finding), state)
    assert fast == slow
    assert fast_count < slow_count, finding.advice.code
    return finding


def pasted(function: Callable[[], object], finding: Finding) -> Callable[[], Any]:
    """Return *function* with the advice's code in the place that it names."""
    advice = finding.advice
    assert advice.place is not None
    source = inspect.getsourcefile(function)
    assert source == advice.place.file
    with open(source, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)
    place = advice.place
    before = "".join(lines[: place.line - 1]) + lines[place.line - 1][: place.column]
    after = lines[place.end_line - 1][place.end_column :]
    text = before + advice.code + after + "".join(lines[place.end_line :])
    wanted = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__
    ]
    names = {**vars(models), **function.__globals__}
    exec(
        compile(ast.Module(wanted, []), f"<pasted {function.__name__}>", "exec"), names
    )
    changed: Callable[[], Any] = names[function.__name__]
    return changed


def _run(
    function: Callable[[], object], state: Callable[[], object] | None
) -> tuple[object, int]:
    """Return what *function* gave and left behind, and how many queries it sent."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            given = function()
        left = state() if state is not None else None
        transaction.set_rollback(True)
    return (repr(given), repr(left)), len(queries)
