"""A slot: a place in a statement where values stand, with the column they are for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nplusone_guard.fingerprint.operands import NO_COLUMN, Column

Role = Literal[
    "equal", "in", "compare", "like", "limit", "offset", "set", "values", "other"
]

_LIKE_WORDS = "LIKE ILIKE GLOB REGEXP RLIKE MATCH ~ ~* ~~ ~~* !~ !~* !~~ !~~*"
_LIKE: Role = "like"
COMPARISONS: dict[str, Role] = {
    "=": "equal",
    "==": "equal",
    "<=>": "equal",
    "<": "compare",
    ">": "compare",
    "<=": "compare",
    ">=": "compare",
    "<>": "other",
    "BETWEEN": "compare",
    "IS": "other",
    **dict.fromkeys(_LIKE_WORDS.split(), _LIKE),
}
LIMITS: dict[str, Role] = {
    "LIMIT": "limit",
    "TOP": "limit",
    "OFFSET": "offset",
    "first": "limit",
    "next": "limit",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where values stand, and which.

    Attributes:
        role: what the values are compared with or used for.
        column: the column they are compared with or assigned to, without quotes.
        qualifier: the table or alias written before the column, without quotes.
        parameters: which placeholders stand there, counted from 0 as they appear.
        names: the names or numbers of those that have one.
        literals: the texts of the literals. They are values: never store them.
        size: how many values stand there; 0 where one parameter holds a whole list.
    """

    role: Role
    column: str | None = None
    qualifier: str | None = None
    parameters: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    size: int = 1


@dataclass(slots=True)
class Draft:
    """A slot while its values are being collected."""

    role: Role
    column: Column = NO_COLUMN
    parameters: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)
    size: int = 0
    is_open_ended: bool = False
    is_kept: bool = False

    def finished(self) -> Slot:
        """Return the slot."""
        qualifier, column = self.column
        return Slot(
            self.role,
            column,
            qualifier,
            tuple(self.parameters),
            tuple(self.names),
            tuple(self.literals),
            0 if self.is_open_ended else self.size,
        )
