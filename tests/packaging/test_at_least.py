"""The floor fails a run that lost its tests, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_with_floor(folder: Path, floor: int) -> subprocess.CompletedProcess[str]:
    (folder / "test_two.py").write_text(
        "def test_one(): assert True\ndef test_two(): assert True\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null"]
    command += ["--rootdir", str(folder), "-p", "tests.packaging.at_least"]
    command += ["-p", "no:cacheprovider", "--at-least", str(floor), str(folder)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_too_few_fail(tmp_path: Path) -> None:
    result = run_with_floor(tmp_path, 3)
    assert result.returncode == 1
    assert "only 2 tests passed, and --at-least says 3" in result.stdout


def test_enough_pass(tmp_path: Path) -> None:
    result = run_with_floor(tmp_path, 2)
    assert result.returncode == 0, result.stdout
    assert "only" not in result.stdout
