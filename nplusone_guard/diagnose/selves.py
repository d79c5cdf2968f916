"""Selves in the source: the class that `self` speaks of while a finding is diagnosed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from nplusone_guard.capture.selves import Self
from nplusone_guard.diagnose.syntax import Site, module_site

__all__ = ["owner_of", "speaking_of"]

_speaking: ContextVar[tuple[Self, ...]] = ContextVar("nplusone_guard_selves")


@contextmanager
def speaking_of(selves: Sequence[Self]) -> Iterator[None]:
    """Let `self` in a base class mean the class that *selves* know of."""
    token = _speaking.set(tuple(selves))
    try:
        yield
    finally:
        _speaking.reset(token)


def owner_of(site: Site) -> Site | None:
    """Return the class whose `self` the code around *site* speaks of."""
    written = site.owner()
    if written is None:
        return None
    name = _qualified(written)
    for each in _speaking.get(()):
        if each.file == written.file and each.name == name:
            return _class_called(each.actual_file, each.actual_name) or written
    return written


def _class_called(file: str, name: str) -> Site | None:
    module = module_site(file)
    for node in ast.walk(module.node) if module is not None else ():
        if isinstance(node, ast.ClassDef) and node.name == name.rpartition(".")[2]:
            assert module is not None
            site = module.below(node)
            if _qualified(site) == name:
                return site
    return None


def _qualified(owner: Site) -> str:
    body = getattr(owner.node, "body", ())
    return owner.below(body[0]).function_name() if body else ""
