"""Two generations of remembered values: what is used stays, the rest is dropped."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")

MOST_ENTRIES = 1024
_MOST_CHARACTERS = 1_000_000


class Generations(Generic[T]):
    """A bounded memory from text to value.

    When the young generation is full it becomes the old one and the old one is
    dropped; a text found in the old one moves to the young one. A stream of texts
    that never return therefore cannot push out those that do.
    """

    __slots__ = ("characters", "old", "young")

    def __init__(self) -> None:
        self.young: dict[str, T] = {}
        self.old: dict[str, T] = {}
        self.characters = 0

    def clear(self) -> None:
        """Remember nothing any more."""
        # In place: whoever reads `young` directly goes on with the same dictionary.
        self.young.clear()
        self.old = {}
        self.characters = 0

    def get(self, text: str) -> T | None:
        """Return the value remembered for *text*."""
        value = self.young.get(text)
        if value is None:
            value = self.old.get(text)
            if value is not None:
                self.put(text, value)
        return value

    def put(self, text: str, value: T) -> None:
        """Remember *value*, for a while."""
        if len(self.young) >= MOST_ENTRIES or self.characters >= _MOST_CHARACTERS:
            self.old = self.young
            self.young = {}
            self.characters = 0
        self.young[text] = value
        self.characters += len(text)
