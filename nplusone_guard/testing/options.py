"""Options of an assertion: its own and the settings it passes on, checked by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from nplusone_guard.config import OPTIONS, Config, config_from_mapping
from nplusone_guard.errors import ConfigError

__all__ = ["collecting", "positive", "whole"]

# An assertion judges at the end of its block, whatever the mode of the application.
_SETTINGS = tuple(option.name for option in OPTIONS if option.name != "mode")


def collecting(
    asker: str, settings: Mapping[str, Any], own: Iterable[str] = ()
) -> Config:
    """Return the settings of a scope that only collects, for the assertion *asker*.

    Raises:
        ConfigError: a name that neither *asker* nor the settings know, with a guess.
    """
    for name in settings:
        if name not in _SETTINGS:
            raise ConfigError(_unknown(asker, name, (*own, *_SETTINGS)))
    return config_from_mapping({**settings, "mode": "collect"})


def whole(name: str, value: object, least: int = 0) -> int:
    """Return *value* if it is a whole number from *least* up; raises ConfigError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ConfigError(
            f"{name} is a whole number, {least} or more, not {value!r}"
            f" ({type(value).__name__})"
        )
    return value


def positive(name: str, value: object) -> float:
    """Return *value* if it is a number above 0; raises ConfigError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise ConfigError(f"{name} is a number above 0, not {value!r}")
    return float(value)


def _unknown(asker: str, name: str, known: tuple[str, ...]) -> str:
    if name == "mode":
        return f"{asker} always judges at the end of its block: it takes no mode"
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    guess = f"; did you mean {close[0]!r}?" if close else "."
    listed = ", ".join(repr(option) for option in known)
    return f"{asker} has no option {name!r}{guess} Known options: {listed}."
