"""Inner runs: pytest itself, in a process of its own, with the plugin."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
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
    """Write the given files and run pytest: `inner("--nplusone=fail", test_a="...")`.

    Only this plugin and those that a test names are loaded: all that happen to be installed
    take three seconds to import. `everything=True` loads them too.
    """
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("GITHUB_ACTIONS", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)

    def run(
        *options: str,
        django: bool = False,
        plugins: Sequence[str] = (),
        everything: bool = False,
        **files: str,
    ) -> pytest.RunResult:
        pytester.makepyfile(**files)
        chosen = ["--ds=tests.django_project.settings"] if django else []
        if everything:
            monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
            chosen += [] if is_installed() else ["-p", PLUGIN]
        else:
            monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            needed = ["django", *plugins] if django else plugins
            chosen += [f"-p{name}" for name in (*needed, PLUGIN)]
        settings = ("tox.ini", "pyproject.toml")
        if not any((pytester.path / name).exists() for name in settings):
            pytester.makeini("[pytest]")
        return pytester.runpytest_subprocess(*chosen, *options)

    assert os.environ["PYTHONPATH"] == str(ROOT)
    return run
