"""An index: the lines that file the rows of a rewrite under their keys."""

from __future__ import annotations

from dataclasses import dataclass

from nplusone_guard.advise.in_rewrite_names import identifier
from nplusone_guard.advise.in_rewrite_spelling import Spelling


@dataclass(frozen=True, slots=True)
class Call:
    """How the user's code runs a statement.

    Attributes:
        kind: "cursor", "driver" (SQLAlchemy's exec_driver_sql), "text" or "asyncpg".
        receiver: The variable that runs it.
    """

    kind: str
    receiver: str
    awaits: str

    @property
    def rows(self) -> str:
        """Return the expression that gives the rows after the call."""
        if self.kind == "cursor":
            return f"{self.awaits}{self.receiver}.fetchall()"
        return "rows"


def index_lines(spelling: Spelling, call: Call) -> list[str]:
    """Return the lines that file each row under its key."""
    plan = spelling.plan
    if plan.result == "none":
        return []
    lines, key = _key_of_row(spelling, call)
    by = "by_key" if spelling.size > 1 else f"by_{identifier(plan.keys[0].name)}"
    by = by.removesuffix("_value")
    if plan.result == "one":
        return [*lines, f"{by} = {{{key}: row for row in {call.rows}}}"]
    if plan.result == "set":
        return [*lines, f"existing = {{{key} for row in {call.rows}}}"]
    start, step = "{}", f"{by}.setdefault({key}, row)"
    if plan.result == "many":
        start, step = "defaultdict(list)", f"{by}[{key}].append(row)"
    return [*lines, f"{by} = {start}", f"for row in {call.rows}:", f"    {step}"]


def _key_of_row(spelling: Spelling, call: Call) -> tuple[list[str], str]:
    plan = spelling.plan
    names = [key.name.lower() for key in plan.keys]
    before: list[str] = []
    if plan.at is not None:
        parts = [f"row[{place}]" for place in plan.at]
    elif call.kind == "asyncpg":
        parts = [f'row["{key.name}"]' for key in plan.keys]
    else:
        listed = "[name.lower() for name in rows.keys()]"
        if call.kind == "cursor":
            listed = f"[column[0].lower() for column in {call.receiver}.description]"
        before = [f"names = {listed}"]
        parts = [f'row[names.index("{name}")]' for name in names]
    return before, parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
