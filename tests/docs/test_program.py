"""A page's program is really run: what is wrong on a page fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT


def run_page(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    page = folder / "a-page.md"
    page.write_text(text)
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.docs.program", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def block(code: str, *marks: str, language: str = "python") -> str:
    comments = "".join(f"<!-- test: {mark} -->\n" for mark in marks)
    return f"{comments}```{language}\n{code}\n```\n\n"


RIGHT = {
    "a name of an earlier block": block("x = 1") + block("assert x == 1"),
    "a skipped block": block("nonsense(", "skip it is what nobody should write"),
    "an expected error": block("int('x')", "raises ValueError"),
    "output": block("print(1, 2)") + block("1 ...", "output", language="text"),
    "django": block("assert User.objects.get(pk=1).team.name == 'team 1'", "django"),
    "sqlalchemy": block("assert session.get(User, 1).team.name", "sqlalchemy"),
    "a test": block("def test_x(): assert 1 + 1 == 2", "pytest"),
    "a test that fails": block("def test_x(): assert 1 + 1 == 3", "pytest-fails")
    + block("...assert (1 + 1) == 3...1 failed...", "output", language="text"),
    "a test with django": block(
        "def test_x(client): assert User.objects.count() == 5", "pytest django"
    ),
    "a test with sqlalchemy": block(
        "def test_x(): assert session.get(User, 5)", "pytest sqlalchemy"
    ),
    "source on disk": block(
        "import inspect\ndef f(): ...\nassert 'def f' in inspect.getsource(f)"
    ),
}
WRONG = {
    "NameError": block("no_such_name"),
    "ZeroDivisionError": block("1 / 0", "raises ValueError"),
    "ValueError was not raised": block("1 + 1", "raises ValueError"),
    "exit code 1, not 0": block("def test_x(): assert not 1", "pytest"),
    "exit code 0, not 1": block("def test_x(): assert 1", "pytest-fails"),
    "exit code 5, not 0": block("x = 1", "pytest"),
    "other output": block("print(1)") + block("2", "output", language="text"),
    "DeprecationWarning": block(
        "import warnings; warnings.warn('x', DeprecationWarning)"
    ),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right(tmp_path: Path, text: str) -> None:
    result = run_page(tmp_path, text)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(("fault", "text"), WRONG.items(), ids=WRONG)
def test_wrong(tmp_path: Path, fault: str, text: str) -> None:
    result = run_page(tmp_path, text)
    assert result.returncode == 1
    assert fault in result.stderr


def test_a_traceback_names_the_line_of_the_page(tmp_path: Path) -> None:
    result = run_page(tmp_path, "# Title\n\n\n" + block("x = 1\n1 / 0"))
    assert 'a_page.py", line 6' in result.stderr
