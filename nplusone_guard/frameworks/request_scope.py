"""A request's scope: how it is named, and which requests have one."""

from __future__ import annotations

from fnmatch import fnmatch

from nplusone_guard.api import guard
from nplusone_guard.config import Config

__all__ = ["scope_for"]


def scope_for(method: str, path: str, config: Config) -> guard | None:
    """Return the scope of a request, not yet open; None where none is wanted."""
    if config.mode == "off" or any(
        fnmatch(path, pattern) for pattern in config.exclude_paths
    ):
        return None
    return guard(f"{method} {path}", kind="request", config=config)
