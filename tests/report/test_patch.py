from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.patch import patch_for, replacements
from tests.report.samples import HERE, LAZY

ADVICE = LAZY.advice


def advice_at(file, text, code, words=""):
    source = file.read_text(encoding="utf-8")
    start = source.index(text)
    line = source.count("\n", 0, start)
    column = start - source.rfind("\n", 0, start) - 1
    end = start + len(text)
    last = source.count("\n", 0, end)
    end_column = end - source.rfind("\n", 0, end) - 1
    place = Span(str(file), line + 1, last + 1, column, end_column, "f", text)
    return replace(ADVICE, code=code, place=place, text=words, alternative="")


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A file to patch; its folder is the current one."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "views.py"
    file.write_text("import books\n\nrows = (\n    books.all()\n)\nprint(rows)\n")
    return file


def test_a_patch_applies_with_the_tool_of_that_name(module):
    patch = patch_for(advice_at(module, "books.all()", "books.all().joined()"))
    tool = shutil.which("git")
    assert tool is not None
    subprocess.run(
        [tool, "apply", "-"], input=patch, text=True, check=True, cwd=module.parent
    )

    assert "    books.all().joined()\n)" in module.read_text()


def test_what_is_added_to_a_spread_out_query_leaves_its_lines_and_comments(module):
    text = "books.all()  # every one\n    .sorted('title')"
    module.write_text(f"rows = (\n    {text}\n)\n")
    advice = advice_at(module, text, "books.all().sorted('title').joined()")
    assert advice.place is not None
    place = replace(advice.place, expression="books.all().sorted('title')")

    patch = patch_for(replace(advice, place=place))
    assert "-    .sorted('title')\n+    .sorted('title').joined()\n" in patch
    place = replace(place, expression="books.some().sorted('title')")
    assert patch_for(replace(advice, place=place)) == ""


def test_the_diff_names_the_file_from_the_root(module):
    advice = advice_at(module, "books.all()", "books.all().joined()")

    assert patch_for(advice).startswith("--- a/views.py\n+++ b/views.py\n@@ ")
    assert "+++ b/below/views.py" not in patch_for(advice, "/")
    assert f"+++ b{module}\n" in patch_for(advice, "/")


def test_the_same_advice_is_named_from_where_the_process_stands(module, monkeypatch):
    advice = advice_at(module, "books.all()", "books.all().joined()")
    here = patch_for(advice)
    (module.parent / "below").mkdir()
    monkeypatch.chdir(module.parent / "below")
    there = patch_for(advice)
    assert here != ""
    assert there not in ("", here)
    monkeypatch.chdir(module.parent)
    assert patch_for(advice) == here


def test_an_import_that_the_advice_offers_comes_along(module):
    words = "Join them (from orm.loading import joined)."
    patch = patch_for(
        advice_at(module, "books.all()", "books.all(joined(books))", words)
    )

    assert "+from orm.loading import joined\n" in patch
    assert [one.line for one in replacements(patch)] == [2, 4]


def test_a_name_from_nowhere_makes_no_patch(module):
    advice = advice_at(module, "books.all()", "books.all(joined(books))")

    assert patch_for(advice) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"code": ""},
        {"place": None},
        {"certainty": "unsure"},
        {"code": "books.all("},
        {"code": "books.all()"},
        {"code": "found = books.all()"},
    ],
)
def test_what_is_no_edit_makes_no_patch(change, module):
    advice = advice_at(module, "books.all()", "books.all().joined()")

    assert patch_for(advice) != ""
    assert patch_for(replace(advice, **change)) == ""


def test_a_statement_takes_the_place_of_a_statement_only(module):
    module.write_text("import books\nbooks.all()  # all\nrows = books.all()\n")
    first = advice_at(module, "books.all()", "found = books.all()")
    inside = replace(
        first, place=replace(first.place, line=3, end_line=3, column=7, end_column=18)
    )

    assert "+found = books.all()  # all\n" in patch_for(first)
    assert patch_for(inside) == ""


def test_a_file_that_changed_since_makes_no_patch(module):
    advice = advice_at(module, "books.all()", "books.all().joined()")
    module.write_text("import books\n\nrows = (\n    books.any()\n)\n")

    assert patch_for(advice) == ""


def test_a_template_makes_no_patch():
    place = replace(LAZY.blame, file=str(HERE / "shop" / "templates" / "authors.html"))

    assert patch_for(replace(ADVICE, place=place)) == ""


def test_a_patch_that_is_there_gets_paths_from_the_root(module):
    ready = f"--- a{module}\n+++ b{module}\n@@ -1 +1 @@\n-import books\n+import book\n"

    assert patch_for(replace(ADVICE, patch=ready)).startswith(
        "--- a/views.py\n+++ b/views.py\n@@ -1 +1 @@\n"
    )


def test_a_file_without_a_last_newline_can_be_patched(module):
    module.write_text("import books\nbooks.all()")
    patch = patch_for(advice_at(module, "books.all()", "books.few()"))

    assert patch.endswith(
        "-books.all()\n\\ No newline at end of file\n"
        "+books.few()\n\\ No newline at end of file\n"
    )


def test_replacements_of_insertions_and_deletions():
    patch = (
        "--- a/x.py\n+++ b/x.py\n@@ -1,3 +1,3 @@\n a\n-b\n c\n+d\n"
        "@@ -10,0 +11 @@\n+e\n--- a/y.py\n+++ b/y.py\n@@ -5 +5 @@\n-f\n+g\n"
    )
    found = [
        (one.file, one.line, one.end_line, one.text) for one in replacements(patch)
    ]

    assert found == [
        ("x.py", 2, 3, ""),
        ("x.py", 4, 4, "d\n"),
        ("x.py", 11, 11, "e\n"),
        ("y.py", 5, 6, "g\n"),
    ]


def test_a_comma_at_a_lines_end_is_no_difference(module):
    module.write_text("rows = books.filter(\n    sold=True,\n).all()\n")
    spread = "books.filter(\n    sold=True,\n).all()"
    advice = advice_at(module, spread, "books.filter(sold=True).all().joined()")
    place = replace(advice.place, expression="books.filter(sold=True).all()")
    patch = patch_for(replace(advice, place=place))
    assert "-).all()\n+).all().joined()\n" in patch
    assert " rows = books.filter(\n     sold=True,\n" in patch
