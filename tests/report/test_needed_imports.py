from __future__ import annotations

import pytest

from nplusone_guard.report.needed_imports import imports_for, with_imports

FILE = '"""Doc."""\n\nfrom __future__ import annotations\n\nimport orm\n\n\ndef f(a):\n    b = orm\n'
OFFER = "Join them (from orm.loading import joined, selected)."


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("orm.all()", "", []),
        ("orm.all(a, b, len)", "", []),
        ("joined(orm)", OFFER, ["from orm.loading import joined\n"]),
        (
            "selected(joined(orm))",
            OFFER,
            ["from orm.loading import joined\n", "from orm.loading import selected\n"],
        ),
        ("[row for row in orm]", "", []),
        ("    rows = orm.all()\n    f(rows)", "", []),
        ("joined(orm)", "", None),
        ("Team.name", OFFER, None),
        ("orm.(", "", None),
    ],
)
def test_what_new_code_needs_is_offered_or_there_is_no_way(code, text, expected):
    assert imports_for(code, text, FILE.splitlines(keepends=True)) == expected


def test_an_import_goes_behind_the_last_one_at_the_top():
    lines = with_imports(FILE.splitlines(keepends=True), ["from x import y\n"])

    assert lines[4:6] == ["import orm\n", "from x import y\n"]


def test_a_file_without_imports_gets_one_below_its_docstring():
    assert with_imports(['"""Doc."""\n', "x = 1\n"], ["import y\n"])[1] == "import y\n"
    assert with_imports(["x = 1\n"], ["import y\n"]) == ["import y\n", "x = 1\n"]
    assert with_imports(["x = 1\n"], []) == ["x = 1\n"]
