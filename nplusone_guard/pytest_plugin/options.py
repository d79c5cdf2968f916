"""The plugin's options: command line before ini before pyproject.toml."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from typing import Any

import pytest

from nplusone_guard.config import Config, config_from_mapping
from nplusone_guard.errors import ConfigError
from nplusone_guard.pytest_plugin.project import project_settings

__all__ = ["FORMATS", "MODES", "Settings", "add_options", "read_settings"]

MODES = ("off", "report", "fail")
# The formats that one may ask a file of.
FORMATS = ("json", "sarif", "markdown", "gitlab", "junit")
_TOP = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked of the plugin for the whole run.

    Attributes:
        mode: "off", "report" or "fail".
        is_off_for_all: the command line says off, so that markers do not wake it.
        config: the settings of every scope.
        fixtures: watch fixtures too.
        files: format and path of each file to write.
        baseline: the file of known findings.
        baseline_update: write that file anew.
        top: how many findings the summary shows.
    """

    mode: str = "off"
    is_off_for_all: bool = False
    config: Config = Config(mode="collect")
    fixtures: bool = False
    files: tuple[tuple[str, str], ...] = ()
    baseline: str | None = None
    baseline_update: bool = False
    top: int = _TOP

    @property
    def is_asked(self) -> bool:
        """Whether the run as a whole asks for something."""
        asked = self.files or self.baseline or self.baseline_update
        return self.mode != "off" or bool(asked)


def add_options(parser: pytest.Parser) -> None:
    """Tell pytest what may be asked of the plugin."""
    group = parser.getgroup("nplusone", "N+1 queries (nplusone_guard)")
    group.addoption(
        "--nplusone",
        choices=MODES,
        help="off (default); report: tell at the end which loops send one query per "
        "row; fail: fail the tests in which they do",
    )
    group.addoption(
        "--nplusone-threshold",
        type=int,
        metavar="N",
        help="how many queries make a finding (default 2)",
    )
    group.addoption(
        "--nplusone-fixtures",
        action="store_true",
        default=None,
        help="watch fixtures too, each by itself",
    )
    group.addoption(
        "--nplusone-baseline",
        metavar="FILE",
        help="findings listed in FILE are known and do not fail; implies fail",
    )
    group.addoption(
        "--nplusone-baseline-update",
        action="store_true",
        help="write the findings of this run to the baseline; nothing fails",
    )
    for name in FORMATS:
        group.addoption(
            f"--nplusone-{name}", metavar="FILE", help=f"write the findings as {name}"
        )
    parser.addini("nplusone", "off, report or fail, as --nplusone")
    parser.addini("nplusone_threshold", "how many queries make a finding")
    parser.addini("nplusone_fixtures", "watch fixtures too", "bool", default=None)
    parser.addini("nplusone_baseline", "the file of known findings")
    parser.addini("nplusone_allow", "findings to accept, as patterns", "linelist")
    parser.addini("nplusone_application", "installed files to judge too", "linelist")


def read_settings(config: pytest.Config) -> Settings:
    """Return what was asked for; raises ConfigError."""
    start, project = project_settings(config.rootpath)
    baseline = _first(
        config.getoption("nplusone_baseline"),
        _below(config, config.getini("nplusone_baseline")),
        _below(config, project.get("baseline")),
    )
    files = tuple(
        (name, path)
        for name in FORMATS
        if (path := config.getoption(f"nplusone_{name}")) is not None
    )
    update = bool(config.getoption("nplusone_baseline_update"))
    if update and not baseline:
        raise ConfigError("--nplusone-baseline-update needs --nplusone-baseline=FILE")
    asked = config.getoption("nplusone")
    mode = _first(asked, config.getini("nplusone"), project.get("mode"))
    return Settings(
        mode=_mode(_checked_mode(mode), bool(baseline), bool(files), update),
        is_off_for_all=asked == "off",
        config=_scope_config(config, start),
        fixtures=bool(
            _first(
                config.getoption("nplusone_fixtures"),
                config.getini("nplusone_fixtures"),
                project.get("fixtures"),
            )
        ),
        files=files,
        baseline=baseline,
        baseline_update=update,
        top=project.get("top", _TOP),
    )


def _scope_config(config: pytest.Config, start: Config) -> Config:
    options: dict[str, Any] = {"mode": "collect"}
    threshold = _first(
        config.getoption("nplusone_threshold"), config.getini("nplusone_threshold")
    )
    if threshold is not None:
        options["threshold"] = _number("nplusone_threshold", threshold)
    for name in ("allow", "application"):
        options[name] = [*getattr(start, name), *config.getini(f"nplusone_{name}")]
    return config_from_mapping(options, start=start)


def _checked_mode(mode: object) -> str | None:
    if mode is None or mode in MODES:
        return mode
    close = difflib.get_close_matches(str(mode), MODES, n=1, cutoff=0.4)
    guess = f"; did you mean {close[0]!r}?" if close else ""
    raise ConfigError(
        f"nplusone is one of {', '.join(map(repr, MODES))}, not {mode!r}{guess}"
    )


def _mode(asked: str | None, has_baseline: bool, has_files: bool, update: bool) -> str:
    """Return the mode, also of one who asked for a baseline or a file but named none."""
    if update:
        return "report"
    if asked is not None:
        return asked
    if has_baseline:
        return "fail"
    return "report" if has_files else "off"


def _below(config: pytest.Config, path: str | None) -> str | None:
    """Return what a file of the project names, from wherever pytest is started."""
    return os.path.relpath(config.rootpath / path) if path else None


def _first(*values: Any) -> Any:
    return next((value for value in values if value not in (None, "")), None)


def _number(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ConfigError(f"{name} is a whole number, not {value!r}") from None
