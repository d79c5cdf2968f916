"""A suite: a block that shows a test, run by pytest in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.docs.blocks import ROOT, Block
from tests.docs.page_error import PageError

EXIT_CODES = {"pytest": 0, "pytest-fails": 1}

# The rows and names of a setup, anew for every test; `db` rolls Django's back.
CONFTEST = """
import pytest
from tests.docs.setups import {setup}


@pytest.fixture(autouse=True)
def page(request{fixtures}):
    vars(request.module).update({setup}.names())
"""
FIXTURES = {"django": ", db", "sqlalchemy": ""}
# The plugins that happen to be installed take seconds to import, for each block.
PLUGINS = ["-p", "nplusone_guard.pytest_plugin.plugin"]
OPTIONS = {"django": ["-p", "django", "--ds=tests.docs.bookshop.settings"]}


def is_suite(block: Block) -> bool:
    return any(block.argument(verb) is not None for verb in EXIT_CODES)


def run_suite(block: Block, folder: Path) -> str:
    """Run *block* and return what pytest printed; raise PageError at another outcome."""
    ((verb, argument),) = (
        (mark.verb, mark.argument) for mark in block.marks if mark.verb in EXIT_CODES
    )
    words = argument.split()
    setup = words.pop(0) if words and words[0] in FIXTURES else None
    conftest = CONFTEST.format(setup=setup, fixtures=FIXTURES[setup]) if setup else ""
    (folder / "conftest.py").write_text(conftest)
    (folder / "test_page.py").write_text("\n" * (block.line - 1) + block.code)
    options = OPTIONS.get(setup, [])
    result = run_pytest(folder, [*options, *words])
    if result.returncode != EXIT_CODES[verb]:
        raise PageError(
            f"line {block.line}: exit code {result.returncode}, not {EXIT_CODES[verb]}:\n"
            f"{result.stdout}{result.stderr}"
        )
    return result.stdout


def run_pytest(
    folder: Path, options: Sequence[str]
) -> subprocess.CompletedProcess[str]:
    # An empty ini of its own: this repository's settings are not the reader's.
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", *PLUGINS, *options]
    return subprocess.run(
        [*command, "test_page.py"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
