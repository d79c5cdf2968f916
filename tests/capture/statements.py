"""Hand-made statements for the core's tests: no ORM, no database, real stacks."""

from __future__ import annotations

import sys
from typing import Any

from nplusone_guard.capture.context import open_scopes, watching
from nplusone_guard.capture.observe import observe, settle
from nplusone_guard.capture.recognition import recognise
from nplusone_guard.capture.statement import Statement

__all__ = ["GET", "send"]

GET = "SELECT id, name FROM author WHERE id = %s"


def send(
    sql: str = GET, parameters: Any = (1,), *, many: bool = False, link: object = None
) -> None:
    """Behave as a hook does: let the open scopes see one statement of the caller."""
    scopes, here = open_scopes(), watching()
    if here is not None and here[2] and not many:
        counted = recognise(scopes[0], sql, parameters, "default", link)
        if counted is not None:
            counted.seconds += 0.000_001
            return
    statement = Statement(
        sql,
        parameters,
        many,
        "test",
        "sqlite",
        "default",
        link,
        sys._getframe(1),
        1,
    )
    settle(observe(scopes, statement), 0.000_001)
