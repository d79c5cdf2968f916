from __future__ import annotations

import io

import pytest

from nplusone_guard.cli.writing import painted, write

TEXT = (
    "NPG001 Book.author: 2 queries\n    1 | x\n      | ^^^\n  fix (certain):\nnote: x\n"
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_gets_colours():
    terminal = Terminal()
    write(TEXT, None, terminal)

    assert terminal.getvalue() == painted(TEXT)
    assert "\x1b[1;31m^^^\x1b[0m\n" in terminal.getvalue()
    assert terminal.getvalue().startswith("\x1b[1mNPG001 Book.author")


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    terminal = Terminal()
    write(TEXT, None, terminal)

    assert terminal.getvalue() == TEXT


def test_a_pipe_and_a_file_get_no_colours(tmp_path):
    pipe = io.StringIO()
    write(TEXT, None, pipe)
    write(TEXT, str(tmp_path / "out"))

    assert pipe.getvalue() == TEXT
    assert (tmp_path / "out").read_text() == TEXT


def test_who_forces_colours_has_them_in_a_pipe_and_never_in_a_file(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("FORCE_COLOR", "1")
    pipe = io.StringIO()
    write(TEXT, None, pipe)
    write(TEXT, str(tmp_path / "out"))
    monkeypatch.setenv("NO_COLOR", "1")
    both = io.StringIO()
    write(TEXT, None, both)

    assert pipe.getvalue() == painted(TEXT)
    assert (tmp_path / "out").read_text() == TEXT
    assert both.getvalue() == TEXT
