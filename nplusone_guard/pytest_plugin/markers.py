"""Markers: what one test asks of the plugin, on top of what the run asks."""

from __future__ import annotations

import difflib
import inspect
from dataclasses import dataclass
from typing import Any

import pytest

from nplusone_guard.config import Config
from nplusone_guard.errors import ConfigError
from nplusone_guard.pytest_plugin.options import MODES, Settings
from nplusone_guard.testing import assert_max_queries

__all__ = ["Demand", "demand_of"]

_OPTIONS = ("mode", "threshold", "ignore", "reason")


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of one test.

    Attributes:
        mode: "off" (watched for its fixture or its budget only), "report" or "fail".
        config: the settings of its scope.
        reasons: why the patterns that a marker accepts are fine.
        budget: how many statements it may send.
    """

    mode: str
    config: Config
    reasons: tuple[tuple[str, str], ...] = ()
    budget: assert_max_queries | None = None


def demand_of(item: pytest.Item, settings: Settings) -> Demand | None:
    """Return what is asked of *item*; None when nothing is.

    Raises:
        ConfigError: a marker that cannot work.
    """
    mode, config = settings.mode, settings.config
    reasons: dict[str, str] = {}
    # From the module in to the function, so that the closest has the last word.
    for marker in reversed(list(item.iter_markers("nplusone"))):
        options = _checked(marker)
        mode = options.get("mode", mode if mode != "off" else "report")
        patterns = _patterns(options)
        reasons |= dict.fromkeys(patterns, str(options.get("reason")))
        config = _with(config, options, patterns)
    if settings.is_off_for_all:
        mode = "off"
    budget = _budget_of(item)
    is_asked = "nplusone" in getattr(item, "fixturenames", ())
    if mode == "off" and budget is None and not is_asked:
        return None
    return Demand(mode, config, tuple(reasons.items()), budget)


def _budget_of(item: pytest.Item) -> assert_max_queries | None:
    marker = item.get_closest_marker("max_queries")
    if marker is None:
        return None
    try:
        inspect.signature(assert_max_queries).bind(*marker.args, **marker.kwargs)
    except TypeError:
        given = [
            *map(repr, marker.args),
            *(f"{k}={v!r}" for k, v in marker.kwargs.items()),
        ]
        raise ConfigError(
            "@pytest.mark.max_queries takes one number, and options by name, as in "
            f"max_queries(3, max_ms=50), not max_queries({', '.join(given)})"
        ) from None
    try:
        return assert_max_queries(*marker.args, **marker.kwargs)
    except ConfigError as error:
        raise ConfigError(f"@pytest.mark.max_queries: {error}") from None


def _checked(marker: pytest.Mark) -> dict[str, Any]:
    if len(marker.args) > 1:
        raise ConfigError(
            "@pytest.mark.nplusone takes its mode first, and the rest by name"
        )
    options = dict(marker.kwargs)
    if marker.args:
        options["mode"] = marker.args[0]
    for name in options:
        if name not in _OPTIONS:
            guess = _guess(name, _OPTIONS)
            raise ConfigError(
                f"@pytest.mark.nplusone has no option {name!r}{guess or '.'} "
                f"Known options: {', '.join(map(repr, _OPTIONS))}."
            )
    if options.get("mode", "off") not in MODES:
        raise ConfigError(
            f"@pytest.mark.nplusone: mode is one of {', '.join(map(repr, MODES))}, "
            f"not {options['mode']!r}{_guess(options['mode'], MODES)}"
        )
    _check_reason(options)
    return options


def _check_reason(options: dict[str, Any]) -> None:
    reason = options.get("reason")
    is_given = isinstance(reason, str) and reason.strip()
    if reason is not None and not is_given:
        raise ConfigError(
            f"@pytest.mark.nplusone: reason is a sentence, not {reason!r}"
        )
    if "ignore" in options and not is_given:
        raise ConfigError(
            "@pytest.mark.nplusone: ignore needs a reason in words: the next reader "
            'wants to know why, as in reason="known: audit trail"'
        )


def _patterns(options: dict[str, Any]) -> tuple[str, ...]:
    patterns = options.get("ignore", ())
    listed = [patterns] if isinstance(patterns, str) else patterns
    try:
        # Checked by the settings, under the settings' own name.
        return Config().changed(allow=listed).allow
    except ConfigError as error:
        text = str(error).replace("allow must", "ignore must", 1)
        raise ConfigError(f"@pytest.mark.nplusone: {text}") from None


def _with(config: Config, options: dict[str, Any], patterns: tuple[str, ...]) -> Config:
    changes: dict[str, Any] = {"allow": patterns + config.allow}
    if "threshold" in options:
        changes["threshold"] = options["threshold"]
    try:
        return config.changed(**changes)
    except ConfigError as error:
        raise ConfigError(f"@pytest.mark.nplusone: {error}") from None


def _guess(given: object, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(str(given), known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
