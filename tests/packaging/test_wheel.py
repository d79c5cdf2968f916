"""The wheel holds the package, its types and its licence, and nothing else."""

from __future__ import annotations

import os
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from tests.packaging.rooms import PACKAGE


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    before = Path.cwd()
    # The build hook of PEP 517 takes its project from the working folder.
    os.chdir(PACKAGE.parent)
    try:
        name = build_wheel(str(folder))
    finally:
        os.chdir(before)
    return zipfile.ZipFile(folder / name)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def test_every_source_file_is_in_it(wheel: zipfile.ZipFile) -> None:
    sources = {str(f.relative_to(PACKAGE.parent)) for f in PACKAGE.rglob("*.py")}
    assert sources <= set(wheel.namelist())


def test_nothing_else_is_in_it(wheel: zipfile.ZipFile) -> None:
    folders = {name.split("/")[0] for name in wheel.namelist()}
    assert folders == {"nplusone_guard", "nplusone_guard-0.1.0.dist-info"}
    assert not [name for name in wheel.namelist() if "__pycache__" in name]


def test_it_is_typed(wheel: zipfile.ZipFile) -> None:
    assert "nplusone_guard/py.typed" in wheel.namelist()


def test_it_carries_the_licence(wheel: zipfile.ZipFile, metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert [name for name in wheel.namelist() if name.endswith("/licenses/LICENSE")]


def test_it_depends_on_sqlparse_and_structlog_alone(metadata: Message) -> None:
    required = metadata.get_all("Requires-Dist", [])
    always = sorted(line.split(">")[0] for line in required if "extra ==" not in line)
    assert always == ["sqlparse", "structlog"]


def test_its_extras_are_the_rooms(metadata: Message) -> None:
    extras = metadata.get_all("Provides-Extra", [])
    assert sorted(extras) == ["django", "pytest", "sqlalchemy"]
