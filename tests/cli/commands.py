"""Running the command line as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[2])


def command(*words, cwd=None, **environment):
    """Return the ended process of `nplusone-guard` with *words*."""
    return subprocess.run(
        [sys.executable, "-m", "nplusone_guard", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": ROOT, **environment},
        timeout=100,
        check=False,
    )
