"""A prefix: the module that a query names its classes by, as in `models.Author`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.imports import is_imported, named
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.sqlalchemy.chains import Link

__all__ = ["prefix_of", "prefixed"]

_CLASS = re.compile(r"(?<![\w.])([A-Z]\w*)\.")


def prefix_of(entities: Sequence[str], owner: str) -> str:
    """Return "models." where one of *entities* is "models.Author", of owner "Author"."""
    for entity in entities:
        module, _, name = entity.rpartition(".")
        if name == owner and module and not module.startswith("self"):
            return f"{module}."
    return ""


def prefixed(links: tuple[Link, ...], prefix: str, origin: Span) -> tuple[Link, ...]:
    """Return *links* with *prefix* before each class that the origin's file lacks."""
    site = site_at(origin)
    if not prefix or site is None:
        return links
    return tuple(
        replace(link, argument=_with_prefix(link.argument, prefix, site))
        for link in links
    )


def _with_prefix(argument: str, prefix: str, site: Site) -> str:
    def spelled(match: re.Match[str]) -> str:
        name = match[1]
        is_here = is_imported(site, name) or named(site, name) is not None
        return match[0] if is_here else f"{prefix}{match[0]}"

    return _CLASS.sub(spelled, argument)
