"""Waking: installing the hooks of a library at the moment it has been imported.

A scope usually opens when all is imported. One that opens before a program's first
line has to hear of each import; this never loads anything itself.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from nplusone_guard.containment import contained
from nplusone_guard.registry import ROOMS, install

__all__ = ["wake_on_import"]

_DJANGO = "django.apps"
# Their rooms import models, which Django allows from a certain moment on only.
_NEED_MODELS = {
    "django.contrib.admin",
    "django.contrib.contenttypes.fields",
    "ninja",
    "rest_framework",
}


def wake_on_import() -> None:
    """Install every room as soon as its library is there, in this process."""
    sys.meta_path.insert(0, _Listener())


class _Listener(MetaPathFinder):
    """Finds nothing; listens to the end of the imports it waits for."""

    def __init__(self) -> None:
        self.waits_for = {library for library, _ in ROOMS} | {_DJANGO}

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if name.startswith("django.db.backends.") and name.endswith(".base"):
            contained("install the hooks", _install_unless_loading)
        if name not in self.waits_for:
            return None
        self.waits_for.discard(name)
        for finder in sys.meta_path:
            if finder is not self:
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    return _heard(spec, name)
        return None


def _heard(spec: ModuleSpec, name: str) -> ModuleSpec:
    """Return *spec* with a loader that tells when it has executed its module."""
    loader: Any = spec.loader
    execute = getattr(loader, "exec_module", None)
    if execute is None:
        return spec

    def exec_module(module: ModuleType) -> None:
        execute(module)
        contained("install the hooks", _imported, name, module)

    contained("listen to an import", setattr, loader, "exec_module", exec_module)
    return spec


def _imported(name: str, module: ModuleType) -> None:
    if name == _DJANGO:
        _listen_to_populate(module.apps)
    else:
        _install_unless_loading()


def _install_unless_loading() -> None:
    """Install now, unless Django's models are half-way there: then at their end."""
    apps = getattr(sys.modules.get(_DJANGO), "apps", None)
    if apps is not None and not apps.ready:
        is_early = apps.loading or _NEED_MODELS & sys.modules.keys()
    else:
        is_early = False
    if not is_early:
        install()


def _listen_to_populate(apps: Any) -> None:
    populate = apps.populate

    def populate_and_install(*arguments: Any, **options: Any) -> None:
        populate(*arguments, **options)
        if apps.ready:
            vars(apps).pop("populate", None)
            contained("install the hooks", install)

    apps.populate = populate_and_install
