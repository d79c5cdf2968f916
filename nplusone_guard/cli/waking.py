"""Waking: installing the hooks of a library as soon as it has been imported.

A scope usually opens when all is imported. One that opens before a program's first
line has to hear of imports; this never loads anything itself.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from nplusone_guard.containment import contained
from nplusone_guard.registry import ROOMS, install

__all__ = ["wake_on_import"]

_LIBRARIES = frozenset(library.partition(".")[0] for library, _ in ROOMS)
# Their rooms import models, which Django allows once it has loaded all of them.
_NEED_MODELS = frozenset(
    {
        "django.contrib.admin",
        "django.contrib.contenttypes.fields",
        "ninja",
        "rest_framework",
    }
)


def wake_on_import() -> None:
    """Install every room as soon as its library is there, in this process."""
    sys.meta_path.insert(0, _Listener())


class _Listener(MetaPathFinder):
    """Finds nothing; listens to the end of the libraries' outermost imports.

    In the middle of one, modules are half-way there: a room that imported them then
    would break, and might break the program's own import.
    """

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if _is_inside() or name.partition(".")[0] not in _LIBRARIES:
            return None
        for finder in sys.meta_path:
            if finder is not self:
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    contained("listen to an import", _listen_to, spec)
                    return spec
        return None


_here = threading.local()


def _is_inside() -> bool:
    return getattr(_here, "is_inside", False)


@contextmanager
def _inside() -> Iterator[None]:
    before, _here.is_inside = _is_inside(), True
    try:
        yield
    finally:
        _here.is_inside = before


def _listen_to(spec: ModuleSpec) -> None:
    loader: Any = spec.loader
    if loader is None:  # a namespace package runs nothing
        return
    execute: Callable[[ModuleType], None] = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        vars(loader).pop("exec_module", None)
        with _inside():
            execute(module)
            contained("install the hooks", _imported)

    loader.exec_module = exec_module


def _imported() -> None:
    apps: Any = getattr(sys.modules.get("django.apps"), "apps", None)
    if apps is None or apps.ready:
        install()
        return
    if "populate" not in vars(apps):
        _listen_to_populate(apps)
    if not apps.loading and not _NEED_MODELS & sys.modules.keys():
        install()


def _listen_to_populate(apps: Any) -> None:
    """Install when Django has loaded its models."""
    populate = apps.populate

    def populate_and_install(*arguments: Any, **options: Any) -> None:
        populate(*arguments, **options)
        if apps.ready and vars(apps).pop("populate", None) is not None:
            with _inside():
                contained("install the hooks", install)

    apps.populate = populate_and_install
