"""A slot frame: an open bracket or CASE, and what values inside it are for."""

from __future__ import annotations

from nplusone_guard.fingerprint.operands import NO_COLUMN, Column, Reading
from nplusone_guard.fingerprint.slot import COMPARISONS, LIMITS, Draft, Role


class SlotFrame:
    """What is open, and the slots its values go to.

    Its kind is "list" (IN, VALUES or a row), "columns" (those of an INSERT),
    "through" (brackets around one value), "call", "case" or "plain".
    """

    __slots__ = (
        "before",
        "between",
        "columns",
        "drafts",
        "is_any",
        "is_row",
        "is_set",
        "kind",
        "opened",
        "position",
        "rows",
    )

    def __init__(
        self, kind: str, opened: int, drafts: list[Draft] | None = None
    ) -> None:
        self.kind = kind
        self.opened = opened
        self.before = opened - 1
        self.drafts = [] if drafts is None else drafts
        self.position = 0
        self.is_row = False
        self.is_any = False
        self.is_set = False
        self.between: Draft | None = None
        self.columns: list[Column] = []
        self.rows: list[Draft] | None = None

    def draft(self) -> Draft:
        """Return the slot of the value at the current position."""
        position = self.position if self.is_row else 0
        while len(self.drafts) <= position:
            role: Role = self.drafts[-1].role if self.drafts else "values"
            self.drafts.append(Draft(role, NO_COLUMN))
        return self.drafts[position]

    def begin_rows(self, reading: Reading, index: int) -> None:
        """Take note that the rows of VALUES follow."""
        if self.kind == "list":
            self.kind = "plain"
            self.rows = self.drafts
        else:
            self.rows = [Draft("values", column) for column in self.columns]


def opened_frame(reading: Reading, index: int, outer: SlotFrame) -> SlotFrame:
    """Return the frame of the bracket that opens at *index* inside *outer*."""
    before = reading.word(index - 1)
    is_later_row = before == "," and reading.word(index - 2) == ")"
    if outer.rows is not None and (before == "VALUES" or is_later_row):
        return _row(index, outer.rows)
    if before == "IN":
        is_not = reading.word(index - 2) == "NOT"
        role: Role = "other" if is_not else "in"
        columns = _columns(reading, index - 2 - is_not)
        return SlotFrame("list", index, [Draft(role, column) for column in columns])
    if before in ("ANY", "SOME", "ALL") and reading.word(index - 2) in COMPARISONS:
        is_in = reading.word(index - 2) == "=" and before != "ALL"
        draft = Draft("in" if is_in else "other", reading.column_at(index - 3))
        frame = SlotFrame("list", index, [draft])
        frame.is_any = True
        return frame
    if outer.kind == "list" and before == "ARRAY":
        return SlotFrame("list", index, outer.drafts)
    if outer.kind == "list" and before in ("(", ","):
        return _row(index, outer.drafts)
    if before in COMPARISONS and reading.word(index - 2) == ")":
        columns = _columns(reading, index - 2)
        if len(columns) > 1:
            role = "set" if outer.is_set else COMPARISONS[before]
            return _row(index, [Draft(role, column) for column in columns])
    return _single(reading, index, before, outer)


def _single(reading: Reading, index: int, before: str, outer: SlotFrame) -> SlotFrame:
    is_second = before == "AND" and outer.between is not None
    if before in COMPARISONS or before in LIMITS or is_second or before == "ARRAY":
        return SlotFrame("through", index)
    if before == "(" and outer.kind == "through":
        return SlotFrame("through", index)
    if before == "cast":
        frame = SlotFrame("through", index)
        frame.before = index - 2
        return frame
    if not reading.is_name(index - 1):
        return SlotFrame("plain", index)
    first = index - 1
    while reading.word(first - 1) == ".":
        first -= 2
    is_columns = reading.word(first - 1) == "INTO"
    return SlotFrame("columns" if is_columns else "call", index)


def _row(index: int, drafts: list[Draft]) -> SlotFrame:
    frame = SlotFrame("list", index, drafts)
    frame.is_row = True
    return frame


def _columns(reading: Reading, last: int) -> list[Column]:
    """Return the columns of the operand that ends at *last*."""
    if reading.word(last) == ")":
        return reading.row_at(last) or [NO_COLUMN]
    return [reading.column_at(last)]
