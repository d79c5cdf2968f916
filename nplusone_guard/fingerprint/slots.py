"""A slot: a place in a statement where values stand, with the column they are for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    role: str
    column: str | None = None
    qualifier: str | None = None
    parameters: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    size: int = 1


def slots(sql: str | bytes, dialect: str | None = None) -> tuple[Slot, ...]:
    return ()
