"""A plan: what a SQLAlchemy construct asks for, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a construct asks for.

    Attributes:
        operation: in the core's words.
        model: the first mapped class it names.
        columns: what it selects, spelled as its author would ("Book.author_id").
        keys: the attributes it compares to one value each.
        is_unique: no two rows can have the same values there.
        is_primary: they are the primary key of a mapped class.
        order: what the rows are ordered by, spelled.
        referred: the first of the keys with the column it refers to.
        foreign: those of the keys that are foreign keys.
        related: the relations that those attributes hold the key of.
    """

    operation: str
    model: str = ""
    columns: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    is_unique: bool = False
    related: tuple[str, ...] = ()
    is_primary: bool = False
    order: str = ""
    referred: str = ""
    foreign: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return what the spelling needs, as plain strings."""
        return (
            ("columns", "; ".join(self.columns)),
            ("keys", ", ".join(self.keys)),
            ("unique", "yes" if self.is_unique else ""),
            ("row_keys", ", ".join(self.keys if self.is_unique else self.foreign)),
            ("related", " ".join(self.related)),
            ("primary", "yes" if self.is_primary else ""),
            ("order", self.order),
            ("referred", self.referred),
        )
