"""The tools under test, ours first."""

from __future__ import annotations

from benchmarks.compare.ours import Ours
from benchmarks.compare.rivals.nplusone import NPlusOne
from benchmarks.compare.rivals.query_contract import QueryContract
from benchmarks.compare.rivals.query_doctor import QueryDoctor
from benchmarks.compare.rivals.tracepanel import TracePanel
from benchmarks.compare.rivals.zeal import Zeal
from benchmarks.compare.told import Tool
from benchmarks.corpus.sqlalchemy.rivals import RIVALS as SQLALCHEMY_RIVALS

RIVALS: dict[str, tuple[Tool, ...]] = {
    "django": (Zeal(), QueryContract(), QueryDoctor(), TracePanel(), NPlusOne()),
    "sqlalchemy": SQLALCHEMY_RIVALS,
}
TOOLS: tuple[Tool, ...] = (Ours(), *(tool for rs in RIVALS.values() for tool in rs))


def tool_called(name: str) -> Tool:
    """Return the tool of this *name*."""
    return next(tool for tool in TOOLS if tool.name == name)
