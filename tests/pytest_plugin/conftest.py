"""Inner runs: pytest itself, in a process of its own, with the plugin."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = "nplusone_guard.pytest_plugin.plugin"

Inner = Callable[..., pytest.RunResult]


def is_installed() -> bool:
    return any(point.value == PLUGIN for point in entry_points(group="pytest11"))


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Inner:
    """Write the given files and run pytest: `inner("--nplusone=fail", test_a="...")`."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("GITHUB_ACTIONS", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)

    def run(*options: str, django: bool = False, **files: str) -> pytest.RunResult:
        pytester.makepyfile(**files)
        chosen = ["--ds=tests.django_project.settings"] if django else ["-pno:django"]
        if not is_installed():
            chosen += ["-p", PLUGIN]
        if not any("randomly" in option for option in options):
            chosen += ["-p", "no:randomly"]
        settings = ("tox.ini", "pyproject.toml")
        if not any((pytester.path / name).exists() for name in settings):
            pytester.makeini("[pytest]")
        return pytester.runpytest_subprocess(*chosen, *options)

    assert os.environ["PYTHONPATH"] == str(ROOT)
    return run
