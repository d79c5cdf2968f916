"""What `nplusone-guard run` puts into a program: found by Python, before its first line."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder

_HERE = os.path.dirname(os.path.abspath(__file__))


class _Lent:
    """Finds our own packages where the program's interpreter has none of them."""

    names = frozenset({"nplusone_guard", "structlog", "sqlparse"})

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [self.folder]) if name in self.names else None


def _begin(settings: dict[str, object]) -> None:
    if importlib.util.find_spec("nplusone_guard") is None:
        sys.meta_path.append(_Lent(str(settings["packages"])))
    from nplusone_guard.cli.inside import begin

    name = str(settings["name"])
    if settings["starter"] != os.getppid():
        name = f"{name} > {_own_name()}"
    begin(str(settings["file"]), name, int(str(settings["threshold"])))


def _own_name() -> str:
    """Return what a process is called that the program itself has started."""
    words = sys.orig_argv[1:]
    if any(word.startswith("from multiprocessing.") for word in words):
        return "multiprocessing"
    return " ".join(word if len(word) <= 60 else f"{word[:60]}..." for word in words)


def _give_way() -> None:
    """Let the program have the sitecustomize that it would have without us."""
    sys.path[:] = [part for part in sys.path if os.path.abspath(part) != _HERE]
    ours = sys.modules.pop("sitecustomize")
    if importlib.util.find_spec("sitecustomize") is not None:
        importlib.import_module("sitecustomize")
    sys.modules.setdefault("sitecustomize", ours)


_given = os.environ.get("NPLUSONE_GUARD_RUN")
_give_way()
if _given:
    _begin(json.loads(_given))
