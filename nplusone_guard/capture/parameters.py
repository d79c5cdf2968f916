"""Parameters: whether two statements had the same values, without keeping any value.

A digest holds Python's own hashes, which differ from process to process for text, and
never leaves the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from nplusone_guard.capture.hashing import HASHABLE, hash_of
from nplusone_guard.fingerprint import Slot, slots

__all__ = [
    "Digest",
    "Hashes",
    "Variation",
    "compare",
    "digest_of",
    "digest_of_hashes",
    "hashes_of",
]

_MOST_POSITIONS = 200
_FIRST = slice(_MOST_POSITIONS)

# One (key, hash, number of values) for each parameter; None where they cannot be read.
Digest = tuple[tuple[Any, int, int], ...] | None
# The same by position or by name: a hash, with the number of values if there are several.
_Hash = int | tuple[int, int]
Hashes = list[_Hash] | dict[Any, _Hash] | None


@dataclass(frozen=True, slots=True)
class Variation:
    """How the values of two statements of one shape compare.

    Attributes:
        varying: the slots whose value differed.
        constant: the slots whose value did not.
        is_known: False when some value could not be compared.
        most_keys: the largest number of values that one varying list holds.
    """

    varying: tuple[Slot, ...] = ()
    constant: tuple[Slot, ...] = ()
    is_known: bool = True
    most_keys: int = 1

    def joined(self, other: Variation) -> Variation:
        """Return what both comparisons together say."""
        varying = tuple(dict.fromkeys(self.varying + other.varying))
        return Variation(
            varying,
            tuple(slot for slot in other.constant if slot not in varying),
            self.is_known and other.is_known,
            max(self.most_keys, other.most_keys),
        )


def digest_of(parameters: Any) -> Digest:
    """Return what *parameters* come down to; a mapping's keys stay, its values do not."""
    return digest_of_hashes(hashes_of(parameters))


def hashes_of(parameters: Any) -> Hashes:
    """Return a number for each of *parameters*, in the form that costs least.

    `digest_of_hashes` makes of it what can be compared.
    """
    kind = type(parameters)
    if kind is tuple and len(parameters) <= _MOST_POSITIONS:
        made: list[_Hash] = []
        # No comprehension: up to Python 3.11 it is a call of its own.
        for value in parameters:
            if type(value) in HASHABLE:
                made.append(hash(value))
            else:
                made.append((hash_of(value), _size_of(value)))
        return made
    if parameters is None:
        return []
    # Through the built-in kinds' own methods: those of another kind are somebody's code.
    if issubclass(kind, tuple):
        return hashes_of(tuple.__getitem__(parameters, _FIRST))
    if issubclass(kind, list):
        return hashes_of(tuple(list.__getitem__(parameters, _FIRST)))
    if issubclass(kind, dict):
        items = tuple(islice(dict.items(parameters), _MOST_POSITIONS))
        hashes = hashes_of(tuple([value for _, value in items]))
        return dict(zip([name for name, _ in items], hashes or (), strict=True))
    return None


def digest_of_hashes(hashes: Hashes) -> Digest:
    """Return the digest of parameters with these *hashes*."""
    if hashes is None:
        return None
    items = hashes.items() if isinstance(hashes, dict) else enumerate(hashes)
    return tuple(
        [(key, *one) if isinstance(one, tuple) else (key, one, 1) for key, one in items]
    )


def _size_of(value: Any) -> int:
    return len(value) if type(value) in (list, tuple) else 1


def compare(
    first_sql: str,
    first: Digest,
    second_sql: str,
    second: Digest,
    dialect: str | None,
) -> Variation:
    """Compare two statements of one shape slot by slot."""
    before = _slot_values(first_sql, first, dialect)
    after = _slot_values(second_sql, second, dialect)
    is_known = first is not None and second is not None and len(before) == len(after)
    varying: list[Slot] = []
    constant: list[Slot] = []
    sizes = [size for _, _, size in (*(first or ()), *(second or ()))]
    for (slot, value), (earlier, other) in zip(after, before, strict=False):
        # The last chunk may hold a single key: the longer list tells what it is.
        longer = max(slot, earlier, key=lambda either: either.size)
        (constant if value == other else varying).append(longer)
    most = max(
        [*sizes, *(slot.size for slot in varying if slot.role == "in")], default=1
    )
    return Variation(tuple(varying), tuple(constant), is_known, most)


def _slot_values(
    sql: str, digest: Digest, dialect: str | None
) -> list[tuple[Slot, object]]:
    values = {key: value for key, value, _ in digest or ()}
    return [
        (slot, (_parameter_values(slot, values), slot.literals))
        for slot in slots(sql, dialect)
    ]


def _parameter_values(slot: Slot, values: Mapping[Any, int]) -> tuple[int | None, ...]:
    names = slot.names or slot.parameters
    found = []
    for name, position in zip(names, slot.parameters, strict=False):
        found.append(values.get(name, values.get(position)))
    return tuple(found)
