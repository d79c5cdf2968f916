"""Where the rivals live: an environment of its own, made on first use.

Several of them patch the ORM on import or read pytest's options, so they stay out of the
environment that the project is developed in.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

WANTED = Path(__file__).with_name("requirements.txt")
HOME = Path(__file__).resolve().parents[2] / "build" / "rivals"


def python() -> str:
    """Return the interpreter of the rivals' environment; ours if it cannot be made."""
    home = HOME / "bin" / "python"
    stamp = HOME / "requirements.txt"
    wanted = WANTED.read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return str(home)
    print("Installing the other tools into build/rivals (once).", flush=True)
    venv.create(HOME, with_pip=True)
    install = [str(home), "-m", "pip", "install", "--quiet", "-r", str(WANTED)]
    if subprocess.run(install, check=False).returncode:
        print("They could not be installed; the page will say which are missing.")
        return sys.executable
    stamp.write_text(wanted, encoding="utf-8")
    return str(home)
