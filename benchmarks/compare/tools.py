"""The tools under test, ours first."""

from __future__ import annotations

from benchmarks.compare.ours import Ours
from benchmarks.compare.told import Tool

TOOLS: tuple[Tool, ...] = (Ours(),)


def tool_called(name: str) -> Tool:
    """Return the tool of this *name*."""
    return next(tool for tool in TOOLS if tool.name == name)
