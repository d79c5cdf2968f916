"""Operands: the columns on the other side of a comparison, found by looking back."""

from __future__ import annotations

from nplusone_guard.fingerprint.canon import written
from nplusone_guard.fingerprint.collapse import is_operand
from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.lexer import tokens

Column = tuple[str | None, str | None]
NO_COLUMN: Column = (None, None)

_CLOSING = {'"': '"', "`": "`", "[": "]"}
_PARAMETER_SIGNS = (":", "@", "$", "%", "?", "__[")


class Reading:
    """The tokens of one statement, as they stand there and as a shape writes them."""

    def __init__(self, sql: str, dialect: Dialect) -> None:
        write = written(dialect)
        pairs = [(write[raw], raw) for raw in tokens(sql, dialect)]
        self.dialect = dialect
        self.words = [word for word, _ in pairs if word]
        self.raw = [raw for word, raw in pairs if word]
        self.openings: dict[int, int] = {}

    def word(self, index: int) -> str:
        """Return the canonical token at *index*, or an empty text outside."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def is_name(self, index: int) -> bool:
        """Whether a name stands at *index*."""
        word = self.word(index)
        return bool(word) and (
            word[0].islower() or word[0] in '_"`' or word[0] > "\x7f"
        )

    def is_parameter(self, index: int) -> bool:
        """Whether the value at *index* is a placeholder, and no literal."""
        raw = self.raw[index]
        if raw[0] == "$":
            return raw[1:].isdigit()
        if raw[0] == "?" and self.dialect.jsonb_question:
            return False
        return raw.startswith(_PARAMETER_SIGNS)

    def parameter_name(self, index: int) -> str:
        """Return the name or number of the placeholder at *index*, if it has one."""
        raw = self.raw[index]
        if raw.startswith("__["):
            return raw.removeprefix("__[POSTCOMPILE_").split("~", 1)[0].rstrip("]")
        if raw.startswith("%("):
            return raw[2:].rpartition(")")[0]
        return "" if raw[0] == "%" else raw[1:]

    def is_expanding(self, index: int) -> bool:
        """Whether the placeholder at *index* is one that becomes a list."""
        return self.raw[index].startswith("__[")

    def is_literal(self, index: int) -> bool:
        """Whether the value at *index* is a literal, and not the operator ``?``."""
        return self.raw[index] != "?"

    def literal(self, index: int) -> str:
        """Return the literal at *index* with its sign."""
        sign = self.word(index - 1)
        is_signed = sign in ("-", "+") and not is_operand(self.word(index - 2) or "(")
        return sign + self.raw[index] if is_signed else self.raw[index]

    def column_at(self, last: int) -> Column:
        """Return the column whose name ends at *last*; casts and COLLATE are passed."""
        last = self._before_cast(last)
        if not self.is_name(last):
            return NO_COLUMN
        if self.word(last - 1) == "." and self.is_name(last - 2):
            return self._unquoted(last - 2), self._unquoted(last)
        return None, self._unquoted(last)

    def column_from(self, first: int) -> Column:
        """Return the column whose name begins at *first*."""
        last = first
        while self.word(last + 1) == "." and self.is_name(last + 2):
            last += 2
        return NO_COLUMN if self.word(last + 1) == "(" else self.column_at(last)

    def row_at(self, last: int) -> list[Column]:
        """Return the columns of the row that is closed by the bracket at *last*."""
        first = self.openings.get(last)
        if first is None or (self.is_name(first - 1) and self.word(last + 1) == "IN"):
            return []
        ends = [i - 1 for i in range(first + 1, last + 1) if self.words[i] in ",)"]
        return [self.column_at(end) for end in ends]

    def _before_cast(self, last: int) -> int:
        if self.word(last - 1) == "COLLATE":
            last -= 2
        for back in (1, 2, 3):
            if self.word(last - back) == "::" and self.is_name(last - back + 1):
                return last - back - 1
        return last

    def _unquoted(self, index: int) -> str:
        raw = self.raw[index]
        closing = _CLOSING.get(raw[0])
        return raw[1:-1].replace(closing * 2, closing) if closing else raw
