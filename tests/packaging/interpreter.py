"""A fresh interpreter: what it has loaded after an import, and nothing this process has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# -P keeps the working folder off the path; the package is then found where it is installed
# or, in a checkout, through the path that the script is handed.
SCRIPT = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""


def loaded_after_importing(*names: str, root: Path = ROOT) -> frozenset[str]:
    """Return the names in sys.modules once *names* are imported and nothing else is."""
    result = subprocess.run(
        [sys.executable, "-P", "-c", SCRIPT, str(root), *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return frozenset(json.loads(result.stdout))


def third_party(names: frozenset[str], candidates: frozenset[str]) -> frozenset[str]:
    """Return which of *candidates* are among the top-level *names*."""
    return candidates & {name.partition(".")[0] for name in names}
