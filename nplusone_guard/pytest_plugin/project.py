"""The project's own settings: `[tool.nplusone_guard]` in pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nplusone_guard.errors import ConfigError

__all__ = ["project_tables"]

_NAME = "nplusone_guard"
_OURS = "pytest"


def project_tables(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the table with the guard's settings, and the one for pytest within it.

    Raises:
        ConfigError: something else than tables stands there.
    """
    file = folder / "pyproject.toml"
    if not file.is_file():
        return {}, {}
    text = file.read_text(encoding="utf-8")
    if _NAME not in text:
        return {}, {}
    import tomllib

    try:
        tools = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} cannot be read: {error}") from None
    settings = _table(tools, _NAME, f"[tool.{_NAME}]")
    ours = _table(settings, _OURS, f"[tool.{_NAME}.{_OURS}]")
    return {name: value for name, value in settings.items() if name != _OURS}, ours


def _table(parent: Mapping[str, Any], name: str, title: str) -> dict[str, Any]:
    table = parent.get(name, {})
    if not isinstance(table, Mapping):
        raise ConfigError(f"{title} in pyproject.toml is a table, not {table!r}")
    return dict(table)
