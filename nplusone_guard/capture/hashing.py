"""Hashing: a number for a value, made without running anybody's code.

A guest wakes nothing: a value's own `__hash__`, `__eq__` or `__len__` may ask a database.
What a value of an unknown kind holds is read past its methods.
"""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterator
from itertools import islice
from types import (
    BuiltinFunctionType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    ModuleType,
)
from typing import Any

__all__ = ["HASHABLE", "hash_of"]

# Whose hash is the interpreter's own affair, and never fails.
HASHABLE = frozenset(
    {
        bool,
        bytes,
        datetime.date,
        datetime.timedelta,
        float,
        int,
        str,
        type(None),
        uuid.UUID,
    }
)
_BYTES = frozenset({bytearray, memoryview})
_ZONED: tuple[Any, ...] = (datetime.datetime, datetime.time)
_SHOWN = ("year", "month", "day", "hour", "minute", "second", "microsecond")
# What lives as long as the module it is written in.
_BY_IDENTITY = (BuiltinFunctionType, FunctionType, ModuleType, type)
_MOST_BYTES = 4_096
_MOST_HELD = 200
_DEEPEST = 6


def hash_of(value: Any, depth: int = 0) -> int:
    """Return a number that is the same for equal values."""
    kind = type(value)
    if kind in HASHABLE:
        return hash(value)
    if depth > _DEEPEST:
        return 0
    if issubclass(kind, dict):
        items = islice(dict.items(value), _MOST_HELD)
        return hash(
            frozenset((hash_of(k, depth + 1), hash_of(v, depth + 1)) for k, v in items)
        )
    if issubclass(kind, (list, tuple)):
        base: Any = list if issubclass(kind, list) else tuple
        held = islice(base.__iter__(value), _MOST_HELD)
        return hash((base.__len__(value), *(hash_of(one, depth + 1) for one in held)))
    if kind in _BYTES:
        return hash((len(value), bytes(value[:_MOST_BYTES])))
    return _hash_of_object(value, kind, depth)


def _hash_of_object(value: Any, kind: type, depth: int) -> int:
    if issubclass(kind, _ZONED):
        return _hash_of_moment(value, kind)
    bases: tuple[Any, ...] = kind.__mro__
    for base in bases:
        if base in HASHABLE:
            made: int = base.__hash__(value)
            return made
    if issubclass(kind, decimal.Decimal):
        # A signalling NaN has no hash.
        return 0 if decimal.Decimal.is_snan(value) else decimal.Decimal.__hash__(value)
    # Not its address alone: the next value may live where this one did.
    held = [] if issubclass(kind, _BY_IDENTITY) else list(_held_by(value, kind))
    if not held:
        return hash((id(kind), id(value)))
    return hash((id(kind), *(hash_of(one, depth + 1) for one in held)))


def _hash_of_moment(value: Any, kind: type) -> int:
    """Hash what the clock shows, and which zone it is in: a zone's offset is code."""
    base = datetime.datetime if issubclass(kind, datetime.datetime) else datetime.time
    zone = base.__dict__["tzinfo"].__get__(value)
    if kind is base and (zone is None or type(zone) is datetime.timezone):
        return hash(value)
    shown = [
        getattr(base, name).__get__(value) for name in _SHOWN if hasattr(base, name)
    ]
    return hash((id(zone), *shown))


def _held_by(value: Any, kind: type) -> Iterator[Any]:
    """Yield what the slots and the attributes of *value* hold."""
    for base in kind.__mro__:
        for name, place in base.__dict__.items():
            is_slot = type(place) is MemberDescriptorType
            if not is_slot and not (
                name == "__dict__" and type(place) is GetSetDescriptorType
            ):
                continue
            try:
                yield place.__get__(value, kind)
            except AttributeError:  # a slot that was never filled
                continue
