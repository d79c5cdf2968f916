"""Settings: one frozen Config, one table of options, one checker for every door."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from nplusone_guard.errors import ConfigError

__all__ = ["MODES", "OPTIONS", "Config", "Option", "config_from_mapping"]

MODES = ("log", "raise", "collect", "off")


@dataclass(frozen=True, slots=True)
class Config:
    """How a scope judges and where its report goes; see OPTIONS for each key."""

    mode: str = "log"
    threshold: int = 2
    max_groups: int = 1000
    application: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()
    report_file: str | None = None

    def changed(self, **options: object) -> Config:
        """Return a copy with *options* checked and set; raises ConfigError."""
        return config_from_mapping(options, start=self)


@dataclass(frozen=True, slots=True)
class Option:
    """One key of the settings: what it must be, and why one would set it."""

    name: str
    check: Callable[[str, Any], Any]
    expects: str
    why: str


def _mode(name: str, value: Any) -> str:
    if isinstance(value, str) and value in MODES:
        return value
    guess = _guess(value, MODES) if isinstance(value, str) else ""
    raise ConfigError(f"{name} must be one of {_listed(MODES)}, not {value!r}{guess}")


def _threshold(name: str, value: Any) -> int:
    number = _whole(name, value)
    if number < 2:
        raise ConfigError(
            f"{name} must be 2 or more, not {value!r}: one query is never a repeat"
        )
    return number


def _positive(name: str, value: Any) -> int:
    number = _whole(name, value)
    if number < 1:
        raise ConfigError(f"{name} must be 1 or more, not {value!r}")
    return number


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(
            f"{name} must be a whole number, not {value!r} ({type(value).__name__})"
        )
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise ConfigError(f"{name} must be a list of strings, not {value!r}")
    for item in value:
        if not isinstance(item, str):
            raise ConfigError(f"{name} must hold strings only, not {item!r}")
    return tuple(value)


def _text_or_none(name: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "__fspath__"):
        return str(value)
    raise ConfigError(f"{name} must be a path or None, not {value!r}")


OPTIONS: tuple[Option, ...] = (
    Option(
        "mode",
        _mode,
        "one of " + ", ".join(f'"{mode}"' for mode in MODES),
        "What happens to findings: a structlog warning each (log), an NPlusOneError at "
        "the statement that crosses the threshold (raise), kept in the report only "
        "(collect), or no watching at all (off).",
    ),
    Option(
        "threshold",
        _threshold,
        "a whole number, 2 or more",
        "How many statements of one shape a loop must send before it is a finding. "
        "2 finds every loop already with two rows; raise it to hear only about the "
        "loops that hurt today.",
    ),
    Option(
        "max_groups",
        _positive,
        "a whole number, 1 or more",
        "How many distinct (shape, place) pairs one scope remembers. Statements past "
        "it still count in the totals, but cannot become findings. It bounds memory.",
    ),
    Option(
        "application",
        _texts,
        "a list of path patterns",
        "Files to treat as code you can edit although they are installed as a "
        "library, such as `*/site-packages/ourcompany_*`.",
    ),
    Option(
        "allow",
        _texts,
        "a list of patterns",
        "Findings to accept: each pattern is matched against the relation "
        "(`Book.author`), the code (`NPG001`), the file of the blame, loop or origin, "
        "and the scope's name.",
    ),
    Option(
        "exclude_paths",
        _texts,
        "a list of URL path patterns",
        "Requests that the middlewares leave unguarded, such as `/health*`.",
    ),
    Option(
        "report_file",
        _text_or_none,
        "a path, or None",
        "A file to which each report with findings is appended as one line of JSON.",
    ),
)

_BY_NAME = {option.name: option for option in OPTIONS}
_DEFAULTS = Config()
_MOST_CHECKED = 100
_checked: dict[Any, Config] = {}


def config_from_mapping(
    options: Mapping[str, object], *, start: Config | None = None
) -> Config:
    """Return *start* (or the defaults) with *options* checked and set.

    Raises:
        ConfigError: an unknown name (with a guess), a wrong type, a value that
            cannot work.
    """
    if not options:
        return start or _DEFAULTS
    # A block is opened time and again with the same few options.
    key = (start, *options.items(), *map(type, options.values()))
    try:
        known = _checked.get(key)
    except TypeError:  # a list has no hash
        return _checked_config(options, start)
    if known is None:
        known = _checked_config(options, start)
        if len(_checked) >= _MOST_CHECKED:
            _checked.clear()
        _checked[key] = known
    return known


def _checked_config(options: Mapping[str, object], start: Config | None) -> Config:
    checked: dict[str, Any] = {}
    for name, value in options.items():
        option = _BY_NAME.get(name)
        if option is None:
            known = tuple(_BY_NAME)
            raise ConfigError(
                f"unknown setting {name!r}{_guess(name, known)} "
                f"Known settings: {_listed(known)}."
            )
        checked[name] = option.check(name, value)
    return replace(start or _DEFAULTS, **checked)


def _guess(value: object, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(str(value).lower(), known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else "."


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(repr(name) for name in names)


assert tuple(_BY_NAME) == tuple(field.name for field in fields(Config))
