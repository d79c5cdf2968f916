"""Django's entry points on the stack: what each says about the statement below it."""

from __future__ import annotations

from typing import Any

from nplusone_guard.capture.landmarks import Landmark
from nplusone_guard.django.entries_managers import manager_entries
from nplusone_guard.django.entries_models import (
    kept_entries,
    model_entries,
    raw_entries,
)
from nplusone_guard.django.entries_querysets import queryset_entries
from nplusone_guard.django.entries_relations import relation_entries

__all__ = ["entries"]


def entries() -> tuple[tuple[Any, Landmark], ...]:
    """Return each entry point with its landmark."""
    return (
        *relation_entries(),
        *queryset_entries(),
        *manager_entries(),
        *model_entries(),
        *raw_entries(),
        *kept_entries(),
    )
