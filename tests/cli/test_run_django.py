from __future__ import annotations

import pytest

from tests.cli.commands import command

SETTINGS = "tests.django_project.settings"
PROGRAM = """
import warnings
warnings.simplefilter("error")
{before}
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from tests.django_project.models import Author, Book

Author.objects.bulk_create(Author(name=n, slug=n) for n in "abc")
Book.objects.bulk_create(Book(title=a.name, author=a) for a in Author.objects.all())
for book in Book.objects.all(){option}:
    book.author.name
"""


def run(tmp_path, option="", before=""):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM.format(option=option, before=before))
    output = f"--output={tmp_path}/report.txt"
    ended = command("run", output, "--", str(file), DJANGO_SETTINGS_MODULE=SETTINGS)
    assert ended.returncode == 0, ended.stderr
    # The guard says nothing of its own: all rooms were installed in good time.
    assert ended.stderr == ""
    return (tmp_path / "report.txt").read_text()


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import django.db.models",
        "from django.db import connection",
        "from django.contrib import admin",
        "import django.template, django.forms",
        "import django.test",
    ],
)
def test_hooks_are_there_whatever_is_imported_first(before, tmp_path):
    text = run(tmp_path, before=before)

    assert "NPG001 Book.author: 3 queries instead of 1" in text


def test_the_fixed_loop_is_no_finding(tmp_path):
    assert "Book.author" not in run(tmp_path, '.select_related("author")')
