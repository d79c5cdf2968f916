"""Every code block that a reader sees is run or checked, or says why it cannot be."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, Block, blocks, pages
from tests.docs.commands import faults

VERBS = frozenset(
    {"django", "output", "pytest", "pytest-fails", "raises", "skip", "sqlalchemy"}
)
# Not code of ours: drawings, SQL and the text that a program prints.
PROSE = frozenset({"diff", "html", "sql", "text"})


def check_python(block: Block) -> None:
    """Compile only: test_python_blocks runs the whole page."""
    compile(block.code, "block", "exec")


def check_commands(block: Block) -> None:
    assert faults(block.code) == []


def check_ini(block: Block) -> None:
    configparser.ConfigParser(interpolation=None).read_string(block.code)


CHECKS: dict[str, Callable[[Block], object]] = {
    "bash": check_commands,
    "console": check_commands,
    "ini": check_ini,
    "json": lambda block: json.loads(block.code),
    "python": check_python,
    "toml": lambda block: tomllib.loads(block.code),
}

PAGES = {str(page.relative_to(ROOT)): page for page in pages()}
BLOCKS = {
    f"{name}:{block.line}": block
    for name, page in PAGES.items()
    for block in blocks(page.read_text())
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_block(block: Block) -> None:
    assert {mark.verb for mark in block.marks} <= VERBS
    reason = block.argument("skip")
    if reason is not None:
        assert len(reason.split()) > 2, "a skipped block says why in a few words"
    elif block.language not in PROSE:
        assert block.language in CHECKS, f"nothing checks {block.language!r}"
        CHECKS[block.language](block)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_python_blocks(page: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.docs.program", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_every_page_is_in_the_navigation() -> None:
    settings = (ROOT / "mkdocs.yml").read_text()
    listed = re.findall(r"(\S+\.md)$", settings.partition("\nnav:")[2], re.MULTILINE)
    on_disk = [str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").rglob("*.md")]
    assert sorted(listed) == sorted(on_disk)
