"""Recall: a shape is worked out once and remembered, within bounds."""

from __future__ import annotations

from hashlib import blake2b

from nplusone_guard.fingerprint.canon import canonical_text, plain_text
from nplusone_guard.fingerprint.dialects import dialect_named
from nplusone_guard.fingerprint.generations import Generations
from nplusone_guard.fingerprint.shape import Shape

# A statement longer than this is worked out each time instead of being kept.
_LONGEST_KEPT = 16_384

_shapes: Generations[Shape] = Generations()
_known: dict[str | None, Generations[Shape]] = {}


def fingerprint(sql: str | bytes, dialect: str | None = None) -> Shape:
    """Return the shape of *sql*.

    Args:
        sql: one statement as it goes to the cursor.
        dialect: Django's ``connection.vendor`` or SQLAlchemy's ``dialect.name``.
    """
    if type(sql) is str:
        try:
            return _known[dialect].young[sql]
        except KeyError:
            pass
    return _worked_out(plain_text(sql), dialect)


def _worked_out(sql: str, dialect: str | None) -> Shape:
    known = _known.get(dialect)
    if known is None:
        known = _known.setdefault(dialect, Generations())
    shape = known.get(sql)
    if shape is None:
        shape = _shape_of(canonical_text(sql, dialect_named(dialect)))
        if len(sql) <= _LONGEST_KEPT:
            known.put(sql, shape)
    return shape


def _shape_of(text: str) -> Shape:
    shape = _shapes.get(text)
    if shape is None:
        shape = Shape(text, blake2b(text.encode(), digest_size=8).hexdigest())
        if len(text) <= _LONGEST_KEPT:
            _shapes.put(text, shape)
    return shape
