"""An import: where the application defines a name that a file takes from elsewhere."""

from __future__ import annotations

import ast
import sys

from nplusone_guard.capture.application import is_application_file
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, module_site, walk_scope

_HOPS = 4


def named(site: Site, name: str) -> Site | None:
    """Return the function, class, value or module called *name* at *site*.

    Local names come first, then the file's own, then what it imports. Nothing is
    imported for the purpose, and installed libraries are not looked into.
    """
    scope = site.scope()
    while len(scope.path) > 1:
        if isinstance(scope.node, FUNCTIONS):
            found = _defined_in(scope, name) or _imported_in(scope, name, _HOPS)
            if found is not None:
                return found
        scope = scope.scope()
    return defined(scope, name)


def defined(module: Site, name: str, hops: int = _HOPS) -> Site | None:
    """Return what *name* is in *module*: a function, a class, a value or a module."""
    found = _defined_in(module, name)
    if found is not None or hops == 0:
        return found
    return _imported_in(module, name, hops - 1)


def is_imported(site: Site, name: str) -> bool:
    """Say whether an import statement around *site* binds *name*."""
    return any(
        isinstance(node, (ast.Import, ast.ImportFrom))
        and any(_bound_name(alias) == name for alias in node.names)
        for scope in site.path
        if isinstance(scope, (*FUNCTIONS, ast.Module))
        for node in walk_scope(scope)
    )


def _bound_name(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _defined_in(scope: Site, name: str) -> Site | None:
    found: ast.AST | None = None
    for node in walk_scope(scope.node):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and node.name == name:
            return scope.below(node)
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            found = node.value
    return scope.below(found) if found is not None else None


def _imported_in(scope: Site, name: str, hops: int) -> Site | None:
    for node in walk_scope(scope.node):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname == name or alias.name == name:
                    return _module(alias.name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _from_module(scope.file, node, alias.name, hops)
    return None


def _from_module(file: str, node: ast.ImportFrom, name: str, hops: int) -> Site | None:
    whole = absolute_name(file, node)
    module = _module(whole)
    found = defined(module, name, hops) if module is not None else None
    return found if found is not None else _module(f"{whole}.{name}")


def absolute_name(file: str, node: ast.ImportFrom) -> str:
    """Return the full name of the module that *node* imports from, in *file*."""
    if not node.level:
        return node.module or ""
    own = module_name(file)
    if not own:
        return ""
    is_package = file.endswith("__init__.py")
    parts = own.split(".")
    kept = len(parts) - node.level + (1 if is_package else 0)
    return ".".join([*parts[:kept], *filter(None, [node.module])])


def module_name(file: str) -> str:
    """Return what the module of *file* is imported as, nothing where it is not."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == file and name != "__main__":
            return name
    return ""


def _module(name: str) -> Site | None:
    file = getattr(sys.modules.get(name), "__file__", None)
    if not isinstance(file, str) or not file.endswith(".py"):
        return None
    return module_site(file) if is_application_file(file) else None
