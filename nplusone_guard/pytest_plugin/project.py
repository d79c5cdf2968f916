"""The project's own settings: `[tool.nplusone_guard]` in pyproject.toml."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nplusone_guard.config import Config, config_from_mapping
from nplusone_guard.errors import ConfigError

__all__ = ["project_settings"]

_NAME = "nplusone_guard"
_OURS = "pytest"
_TITLE = f"[tool.{_NAME}]"
_OUR_TITLE = f"[tool.{_NAME}.{_OURS}]"
_KEYS: dict[str, type] = {"mode": str, "fixtures": bool, "baseline": str, "top": int}


def project_settings(folder: Path) -> tuple[Config, dict[str, Any]]:
    """Return the guard's settings, and the plugin's own keys.

    Raises:
        ConfigError: a table or a key that is misspelt, a value that cannot work.
    """
    tables = _tables(folder / "pyproject.toml")
    settings = _table(tables, _NAME, _TITLE)
    ours = _table(settings, _OURS, _OUR_TITLE)
    settings.pop(_OURS, None)
    _check_keys(ours)
    if settings.get("mode") in ("report", "fail"):
        raise ConfigError(f'mode = "{settings["mode"]}" belongs in {_OUR_TITLE}')
    try:
        return config_from_mapping(settings), ours
    except ConfigError as error:
        raise ConfigError(f"{_TITLE} in pyproject.toml: {error}") from None


def _tables(file: Path) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if "nplusone" not in text:
        return {}
    import tomllib

    try:
        tables: dict[str, Any] = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} cannot be read: {error}") from None
    for name in tables:
        # Nobody else reads a table of nearly that name.
        if name != _NAME and difflib.get_close_matches(name, [_NAME], cutoff=0.9):
            raise ConfigError(
                f"[tool.{name}] in pyproject.toml is read by nobody; did you mean "
                f"{_TITLE}?"
            )
    return tables


def _check_keys(ours: Mapping[str, Any]) -> None:
    for name, value in ours.items():
        if name not in _KEYS:
            close = difflib.get_close_matches(name, _KEYS, n=1, cutoff=0.5)
            guess = f"; did you mean {close[0]!r}?" if close else "."
            raise ConfigError(
                f"{_OUR_TITLE} has no key {name!r}{guess} "
                f"Known keys: {', '.join(map(repr, _KEYS))}. Settings of the "
                f"guard itself, such as threshold, stand in {_TITLE}."
            )
        if type(value) is not _KEYS[name]:
            raise ConfigError(
                f"{_OUR_TITLE} {name} is a {_KEYS[name].__name__}, not {value!r}"
            )
    if ours.get("top", 1) < 1:
        raise ConfigError(f"{_OUR_TITLE} top is 1 or more, not {ours['top']!r}")


def _table(parent: Mapping[str, Any], name: str, title: str) -> dict[str, Any]:
    table = parent.get(name, {})
    if not isinstance(table, Mapping):
        raise ConfigError(f"{title} in pyproject.toml is a table, not {table!r}")
    return dict(table)
