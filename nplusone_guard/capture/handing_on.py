"""Handing on: a helper that runs whatever statement it is given, for the whole project.

`def _execute(self, statement): return self.session.execute(statement)` is on the way of
every query and says nothing about who asked: the line that made the statement does.
"""

from __future__ import annotations

import ast
import dis
from types import CodeType, FrameType

from nplusone_guard.capture.expressions import span_at
from nplusone_guard.capture.modules import expression_in

__all__ = ["hands_on"]

_RUNS = frozenset({"execute", "exec", "scalar", "scalars", "stream", "stream_scalars"})


def hands_on(frame: FrameType) -> bool:
    """Say whether *frame* runs a statement just as its function was given it."""
    code = frame.f_code
    call = expression_in(span_at(code, frame.f_lasti).expression or "")
    if isinstance(call, ast.Await):
        call = call.value
    if not isinstance(call, ast.Call) or not call.args:
        return False
    name = getattr(call.args[0], "id", "")
    runs = isinstance(call.func, ast.Attribute) and call.func.attr in _RUNS
    return runs and name in _given(code) and not _is_changed(code, name)


def _given(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _is_changed(code: CodeType, name: str) -> bool:
    return any(
        "STORE" in each.opname and name in str(each.argval)
        for each in dis.get_instructions(code)
    )
