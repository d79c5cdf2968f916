"""The tools under test, ours first."""

from __future__ import annotations

from benchmarks.compare.ours import Ours
from benchmarks.compare.rivals.nplusone import NPlusOne
from benchmarks.compare.rivals.query_contract import QueryContract
from benchmarks.compare.rivals.query_doctor import QueryDoctor
from benchmarks.compare.rivals.zeal import Zeal
from benchmarks.compare.told import Tool

TOOLS: tuple[Tool, ...] = (Ours(), Zeal(), QueryContract(), QueryDoctor(), NPlusOne())


def tool_called(name: str) -> Tool:
    """Return the tool of this *name*."""
    return next(tool for tool in TOOLS if tool.name == name)
