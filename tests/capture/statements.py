"""Hand-made statements for the core's tests: no ORM, no database, real stacks."""

from __future__ import annotations

import sys
from typing import Any

from nplusone_guard.capture.observe import observe, settle
from nplusone_guard.capture.scope import open_scopes
from nplusone_guard.capture.statement import Statement

__all__ = ["GET", "send"]

GET = "SELECT id, name FROM author WHERE id = %s"


def send(
    sql: str = GET, parameters: Any = (1,), *, many: bool = False, link: object = None
) -> None:
    """Behave as a hook does: let the open scopes see one statement of the caller."""
    statement = Statement(sql, parameters, many, "test", "sqlite", "default", link)
    settle(observe(open_scopes(), statement, sys._getframe(1)), 1_000)
