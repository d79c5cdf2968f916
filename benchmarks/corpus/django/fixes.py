"""How a right fix is recognised: the fragments that must be in it."""

from __future__ import annotations

Fix = tuple[str, ...]


def join(path: str) -> Fix:
    """A select_related that names *path*."""
    return ("select_related(", f'"{path}"')


def fetch(path: str) -> Fix:
    """A prefetch_related that names *path*, as text or as a Prefetch."""
    return ("prefetch_related(", f'"{path}"')


def narrowed(path: str) -> Fix:
    """A Prefetch of *path* with a queryset of its own."""
    return ("Prefetch(", f'"{path}"', "queryset=")


# One query for all the keys: by primary key, or by any column.
IN_BULK: Fix = ("in_bulk(",)
BY_KEYS: Fix = ("__in=",)
COUNT: Fix = ("annotate(", "Count(")
EXISTS: Fix = ("Exists(", "OuterRef(")
SUBQUERY: Fix = ("Subquery(", "OuterRef(")
