"""The package's map: which modules are the core, and which are rooms beside it."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "nplusone_guard"

# A room knows one library and may be used only where that library is installed.
# `__main__` is the front door of cli.
ROOMS = frozenset(
    {"__main__", "cli", "django", "frameworks", "pytest_plugin", "sqlalchemy"}
)


def module_name(file: Path) -> str:
    """Return the dotted name under which *file* is imported."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    """Return the room that *module* stands in, None for the core."""
    first = module.split(".")[1:2]
    return first[0] if first and first[0] in ROOMS else None


def core_modules() -> tuple[str, ...]:
    """Return the full name of every module of the core, read from disk."""
    # Not pkgutil.walk_packages: it imports packages, and a room without its library
    # refuses to be imported.
    names = map(module_name, PACKAGE.rglob("*.py"))
    return tuple(sorted(name for name in names if room_of(name) is None))


def core_children() -> frozenset[str]:
    """Return the names directly below the package that are not rooms."""
    return frozenset(name.split(".")[1] for name in core_modules() if "." in name)
