from __future__ import annotations

import linecache

import pytest

from nplusone_guard.capture import modules
from nplusone_guard.capture.modules import (
    byte_column,
    character_column,
    forget_trees,
    lines_of,
    tree_of,
)


@pytest.fixture(autouse=True)
def _no_tree_kept():
    forget_trees()
    yield
    forget_trees()


def test_a_tree_is_parsed_once(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    assert tree_of(str(path)) is tree_of(str(path))


def test_a_changed_file_is_parsed_again(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    before = tree_of(str(path))
    path.write_text("x = 1\ny = 2\n")
    linecache.checkcache(str(path))
    after = tree_of(str(path))
    assert before is not None
    assert after is not None
    assert (len(before.body), len(after.body)) == (1, 2)


def test_few_trees_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(modules, "_KEEP_AT_MOST", 100)
    for number in range(10):
        path = tmp_path / f"a{number}.py"
        path.write_text("x = 'thirty characters of it'\n")
        assert tree_of(str(path)) is not None
    assert len(modules._trees) <= 3


@pytest.mark.parametrize("name", ["a.html", "a.txt", "missing.py"])
def test_what_is_no_python_file_has_no_lines(tmp_path, name):
    if name != "missing.py":
        (tmp_path / name).write_text("x = 1\n")
    assert lines_of(str(tmp_path / name)) == []
    assert tree_of(str(tmp_path / name)) is None


@pytest.mark.parametrize(
    ("line", "characters", "as_bytes"),
    [("abc", 2, 2), ("żółć x", 5, 9), ("€", 1, 3), ("", 0, 0)],
)
def test_columns_are_converted(line, characters, as_bytes):
    assert byte_column(line, characters) == as_bytes
    assert character_column(line, as_bytes) == characters


def test_a_tree_that_another_thread_disturbed_is_built_again(tmp_path, monkeypatch):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    parse, fails = modules.ast.parse, [SystemError("depth mismatch")]

    def disturbed(source, **options):
        if fails:
            raise fails.pop()
        return parse(source, **options)

    monkeypatch.setattr(modules.ast, "parse", disturbed)
    assert tree_of(str(path)) is not None
    assert not fails
