"""Django's own test runner, as a real `manage.py test`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANAGE = """
import sys
from django.core.management import execute_from_command_line
if __name__ == "__main__":
    execute_from_command_line(sys.argv)
"""
SETTINGS = """
from tests.django_project.settings import *
from pathlib import Path
TEST_RUNNER = "nplusone_guard.django.runner.NPlusOneRunner"
DATABASES = {
    name: {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(__file__).parent / name)}
    for name in ("default", "other")
}
"""
TESTS = """
from django.test import SimpleTestCase, TestCase
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

class Books(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_books(3)

    def test_loop(self):
        [book.author.name for book in Book.objects.all()]

    def test_joined(self):
        [book.author.name for book in Book.objects.select_related("author")]

    async def test_loop_asynchronously(self):
        async for book in Book.objects.all():
            await Author.objects.aget(pk=book.author_id)

class Other(TestCase):
    def test_one(self):
        Book.objects.count()

class Nothing(SimpleTestCase):
    def test_nothing(self):
        pass
"""


@pytest.fixture
def manage(tmp_path):
    for name, text in (
        ("manage.py", MANAGE),
        ("shop_settings.py", SETTINGS),
        ("test_books.py", TESTS),
    ):
        (tmp_path / name).write_text(text)

    def run(*options):
        return subprocess.run(
            [sys.executable, "manage.py", "test", "test_books", *options],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DJANGO_SETTINGS_MODULE": "shop_settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_nothing_until_asked(manage):
    result = manage()

    assert result.returncode == 0, result.stderr
    assert "N+1" not in result.stderr


def test_fail_fails_the_loops_and_tells_each_place_once(manage):
    result = manage("--nplusone")

    assert result.returncode == 1
    assert "FAILED (failures=2)" in result.stderr
    assert "FAIL: test_loop (test_books.Books.test_loop)" in result.stderr
    assert 'select_related("author")' in result.stderr
    summary = result.stderr.partition("\nN+1 queries\n")[2]
    assert summary.startswith("2 findings in 5 tests\n")
    assert "shown by test_books.Books.test_loop_asynchronously" in summary


def test_report_only_tells(manage):
    result = manage("--nplusone-report")

    assert result.returncode == 0, result.stderr
    assert "2 findings in 5 tests" in result.stderr


def test_workers_send_what_they_found(manage):
    # Failures of workers need tblib, which Django asks for: reporting does not.
    result = manage("--nplusone-report", "--parallel=2")

    assert result.returncode == 0, result.stderr
    assert "Cloning test database" in result.stderr
    assert "2 findings in 5 tests" in result.stderr


MIXED = """
from django.test import TestCase
from nplusone_guard.testing import NPlusOneTestMixin
from tests.django_project.models import Book
from tests.django_project.rows import make_books

class Looping(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_books(3)

    def test_loop(self):
        [book.author.name for book in Book.objects.all()]

class Off(NPlusOneTestMixin, Looping):
    nplusone_mode = "off"

class Reporting(NPlusOneTestMixin, Looping):
    nplusone_mode = "report"

class Failing(NPlusOneTestMixin, Looping):
    pass

class Counting(Looping):
    def test_loop(self):
        with self.assertNumQueries(1):
            super().test_loop()

"""


def test_a_class_with_the_mixin_keeps_its_own_word(manage, tmp_path):
    (tmp_path / "test_books.py").write_text(MIXED)
    result = manage("--nplusone-report", "-k", "test_loop")

    assert result.returncode == 1
    assert "FAILED (failures=2)" in result.stderr
    assert "FAIL: test_loop (test_books.Failing.test_loop)" in result.stderr
    assert (
        "\nN+1 queries in test_books.Reporting\n1 finding in 1 test\n" in result.stderr
    )
    summary = result.stderr.rpartition("\nN+1 queries\n")[2]
    shown = summary.partition("shown by ")[2].splitlines()[0]
    assert sorted(shown.split(", ")) == [
        f"test_books.{name}.test_loop"
        for name in ("Counting", "Failing", "Looping", "Reporting")
    ]


def test_a_failure_of_the_test_itself_keeps_its_lines_and_is_explained(
    manage, tmp_path
):
    (tmp_path / "test_books.py").write_text(MIXED)
    result = manage("--nplusone", "-k", "Counting.test_loop")

    assert "FAILED (failures=1)" in result.stderr
    assert "in test_loop\n    with self.assertNumQueries(1):\n" in result.stderr
    assert "unittested.py" not in result.stderr
    told = result.stderr.partition("AssertionError: 4 != 1 ")[2]
    assert "before this error: 1 N+1 finding: Book.author\n" in told


def test_a_verdict_of_ours_comes_without_our_lines(manage, tmp_path):
    (tmp_path / "test_books.py").write_text(MIXED)
    result = manage("--nplusone", "-k", "Looping.test_loop")

    assert "FAILED (failures=1)" in result.stderr
    assert "NPlusOneError: 1 N+1 finding: Book.author\n" in result.stderr
    assert "nplusone_guard/" not in result.stderr
