"""The import contracts hold, cover every module of the core, and can be broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.rooms import PACKAGE, core_children

ROOT = PACKAGE.parent


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    script = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-P", "-c", script, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def test_they_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_module_of_the_core_is_under_contract() -> None:
    """A new module of the core that no contract names would be free to import Django."""
    (core,) = (c for c in contracts() if c["name"].startswith("The core"))
    named = {name.split(".")[1] for name in core["source_modules"]}
    assert named == core_children()


def test_a_core_module_that_imports_django_is_caught(copy: Path) -> None:
    with (copy / "nplusone_guard/config.py").open("a") as file:
        file.write("\nimport django\n")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "nplusone_guard.config is not allowed to import django" in result.stdout


def test_a_room_that_imports_another_is_caught(copy: Path) -> None:
    for room, imported in {"django": "sqlalchemy", "sqlalchemy": "errors"}.items():
        folder = copy / "nplusone_guard" / room
        folder.mkdir(exist_ok=True)
        with (folder / "__init__.py").open("a") as file:
            file.write(f"\nimport nplusone_guard.{imported}\n")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "Data flows one way BROKEN" in result.stdout
    assert "nplusone_guard.django is not allowed to import" in result.stdout


def test_a_stage_that_imports_a_later_one_is_caught(copy: Path) -> None:
    with (copy / "nplusone_guard/fingerprint/__init__.py").open("a") as file:
        file.write("\nimport nplusone_guard.diagnose\n")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "Data flows one way BROKEN" in result.stdout
