"""The fingerprint: a statement's shape, which is its SQL with what varies taken out."""

from __future__ import annotations

from nplusone_guard.fingerprint.generations import Generations
from nplusone_guard.fingerprint.recall import fingerprint
from nplusone_guard.fingerprint.shape import Shape
from nplusone_guard.fingerprint.slot import Slot
from nplusone_guard.fingerprint.slots import slots

__all__ = ["Generations", "Shape", "Slot", "fingerprint", "slots"]
