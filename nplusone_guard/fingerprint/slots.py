"""Reading slots: one walk over a statement that says what each value is for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from nplusone_guard.fingerprint.canon import plain_text
from nplusone_guard.fingerprint.collapse import is_operand
from nplusone_guard.fingerprint.dialects import dialect_named
from nplusone_guard.fingerprint.generations import Generations
from nplusone_guard.fingerprint.operands import NO_COLUMN, Column, Reading
from nplusone_guard.fingerprint.slot import COMPARISONS, LIMITS, Draft, Role, Slot
from nplusone_guard.fingerprint.slot_frames import SlotFrame, opened_frame

# Of a value inside more brackets than these nobody is told what it is for.
_DEEPEST = 64
_HOW_MANY = ("limit", "offset")
_known: Generations[tuple[Slot, ...]] = Generations()


def slots(sql: str | bytes, dialect: str | None = None) -> tuple[Slot, ...]:
    """Return where values stand in *sql*, in order of appearance.

    This reads the very statement and not its shape. It is remembered only where no value
    stands in the text itself, how many rows are wanted aside.
    """
    text = plain_text(sql)
    key = f"{dialect} {text}"
    known = _known.get(key)
    if known is not None:
        return known
    reader = _Reader(Reading(text, dialect_named(dialect)))
    found = tuple(draft.finished() for draft in reader.read() if draft.size)
    if not any(slot.literals for slot in found if slot.role not in _HOW_MANY):
        _known.put(key, found)
    return found


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.drafts: list[Draft] = []
        self.stack = [SlotFrame("plain", -1)]
        self.parameters = 0
        self.cases = 0

    def read(self) -> list[Draft]:
        for index, word in enumerate(self.reading.words):
            if word == "?":
                self._value(index)
            elif word in ("(", "["):
                self.stack.append(opened_frame(self.reading, index, self.stack[-1]))
            elif word in (")", "]"):
                self._close(index)
            elif word == ",":
                self.stack[-1].position += 1
            elif word[0].isupper():
                self._keyword(index, word)
        return self.drafts

    def _kept(self, draft: Draft) -> Draft:
        if not draft.is_kept:
            draft.is_kept = True
            self.drafts.append(draft)
        return draft

    def _keyword(self, index: int, word: str) -> None:
        top = self.stack[-1]
        if word == "SELECT":
            top.kind, top.is_set = "plain", False
        elif word == "SET":
            top.is_set = True
        elif word in ("WHERE", "FROM", "RETURNING"):
            top.is_set = False
        elif word == "VALUES":
            top.begin_rows(self.reading, index)
        elif word == "CASE":
            self.cases += 1
            self.stack.append(SlotFrame("case", index))
        elif word == "END" and top.kind == "case":
            self.cases -= 1
            self.stack.pop()
        elif word in ("NULL", "DEFAULT") and top.kind == "list":
            self._kept(top.draft()).size += 1

    def _close(self, index: int) -> None:
        while self.stack[-1].kind == "case":
            self.cases -= 1
            self.stack.pop()
        if len(self.stack) > 1:
            frame = self.stack.pop()
            self.reading.openings[index] = frame.opened
            if frame.kind == "columns":
                self.stack[-1].columns = self.reading.row_at(index)

    def _value(self, index: int) -> None:
        draft = self._draft_for(index)
        draft.size += 1
        if self.reading.is_parameter(index):
            draft.parameters.append(self.parameters)
            self.parameters += 1
            if name := self.reading.parameter_name(index):
                draft.names.append(name)
            draft.is_open_ended |= self.reading.is_expanding(index)
        elif self.reading.is_literal(index):
            draft.literals.append(self.reading.literal(index))
        else:
            draft.size -= 1

    def _draft_for(self, index: int) -> Draft:
        before = index - 1
        for frame in self._innermost():
            if frame.kind == "list":
                draft = frame.draft()
                draft.is_open_ended |= frame.is_any and frame is self.stack[-1]
                return self._kept(draft)
            if frame.kind == "through" and before == frame.opened:
                before = frame.before
            elif frame.kind != "call":
                break
        while self._is_sign(before):
            before -= 1
        return self._scalar(index, before)

    def _innermost(self) -> Iterator[SlotFrame]:
        """Yield the brackets around a value, the innermost first, and not without end."""
        return islice(reversed(self.stack), _DEEPEST)

    def _is_sign(self, index: int) -> bool:
        if self.reading.word(index) not in ("-", "+"):
            return False
        return not is_operand(self.reading.word(index - 1) or "(")

    def _scalar(self, index: int, before: int) -> Draft:
        around = (f for f in self._innermost() if f.kind != "through")
        frame = next(around, self.stack[0])
        if self.reading.word(before) == "AND" and frame.between is not None:
            draft, frame.between = frame.between, None
            return draft
        role, column = self._purpose(index, before, frame)
        if self.cases and role in ("equal", "set", "compare"):
            role = "other"
        draft = Draft(role, column)
        draft.is_open_ended = self.reading.word(before) == "IN"
        if self.reading.word(before) == "BETWEEN":
            frame.between = draft
        return self._kept(draft)

    def _purpose(
        self, index: int, before: int, frame: SlotFrame
    ) -> tuple[Role, Column]:
        reading = self.reading
        word = reading.word(before)
        if word in COMPARISONS:
            role = COMPARISONS[word]
            is_set = role == "equal" and frame.is_set
            last = before - 1 - (reading.word(before - 1) == "NOT")
            return "set" if is_set else role, reading.column_at(last)
        if word in LIMITS:
            return LIMITS[word], NO_COLUMN
        if word == "," and reading.word(before - 2) == "LIMIT" and self.drafts:
            self.drafts[-1].role = "offset"
            return "limit", NO_COLUMN
        if word == "IN":
            is_not = reading.word(before - 1) == "NOT"
            return "other" if is_not else "in", reading.column_at(before - 1 - is_not)
        after = reading.word(index + 1)
        if after in COMPARISONS and reading.is_name(index + 2) and not frame.is_set:
            return COMPARISONS[after], reading.column_from(index + 2)
        return "other", NO_COLUMN
