"""Rows that a test arranges are no finding; rows that the code under test writes are."""

from __future__ import annotations

pytest_plugins = ["pytester"]

WRITE = """
from tests.capture.statements import GET, send

def save(rows):
    for row in range(rows):
        send("INSERT INTO author (name) VALUES (%s)", (row,))

def one(row):
    send("INSERT INTO author (name) VALUES (%s)", (row,))
"""


def test_writes_of_test_code_are_accepted_and_reads_are_not(inner):
    result = inner(
        "--nplusone=fail",
        shop=WRITE,
        conftest=WRITE,
        test_page="""
import shop
from tests.capture.statements import GET, send

def test_writes_of_the_test_itself():
    for row in range(3):
        shop.one(row)

def test_writes_of_the_code_under_test():
    shop.save(3)

def test_reads_of_the_test_itself():
    for row in range(3):
        send(GET, (row,))
""",
    )

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["2 findings in 3 tests, 1 accepted with a reason"])
    result.stdout.fnmatch_lines_random(
        [
            "FAILED test_page.py::test_writes_of_the_code*",
            "FAILED test_page.py::test_reads_of_the_test*",
        ]
    )


def test_a_folder_of_tests_and_a_conftest_are_test_code(inner, pytester):
    for name in ("tests/rows.py", "shop/rows.py"):
        file = pytester.path / name
        file.parent.mkdir()
        file.write_text(WRITE)
    result = inner(
        "--nplusone=fail",
        conftest=WRITE
        + """
import sys, pathlib
sys.path.insert(0, str(pathlib.Path(__file__).parent / "shop"))
""",
        test_page="""
import importlib.util
import conftest
import pathlib

def load(name):
    file = pathlib.Path(__file__).parent / name
    spec = importlib.util.spec_from_file_location("rows", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

def test_folder():
    load("tests/rows.py").save(3)

def test_conftest():
    conftest.save(3)

def test_shop():
    load("shop/rows.py").save(3)
""",
    )

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_page.py::test_shop*"])
