from __future__ import annotations

import pytest

from nplusone_guard.report.places import located, shown, steady, steady_function
from tests.report.samples import LAZY


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/srv/app/shop/views.py", "shop/views.py"),
        ("/srv/other/views.py", "/srv/other/views.py"),
        ("shop/views.py", "shop/views.py"),
        ("<string>", "<string>"),
    ],
)
def test_a_file_is_shown_from_the_root_it_lies_below(file, expected):
    assert shown(file, "/srv/app") == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/srv/app/shop/views.py", "shop/views.py"),
        ("/srv/other/views.py", "../other/views.py"),
        ("/srv/app/.venv/lib/python3.12/site-packages/x/y.py", "x/y.py"),
        ("/usr/lib/python3/dist-packages/x/y.py", "x/y.py"),
    ],
)
def test_a_steady_path_names_no_machine(file, expected):
    assert steady(file, "/srv/app") == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("f.<locals>.<listcomp>", "f"),
        ("f.<locals>.<genexpr>.<locals>.<dictcomp>", "f"),
        ("f.<locals>.<lambda>", "f.<locals>.<lambda>"),
        ("<module>", "<module>"),
    ],
)
def test_a_comprehension_is_part_of_its_function(function, expected):
    assert steady_function(function) == expected


def test_a_place_reads_as_file_line_and_function():
    assert located(LAZY.blame) == "shop/views.py:11 in book_list"
