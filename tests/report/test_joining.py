"""Fixes of one place: whichever is applied first, the others have nothing to add."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.joining import joined
from nplusone_guard.report.patch import patch_for
from tests.report.samples import LAZY

SOURCE = """from shop.models import Book


def pages(request):
    books = Book.objects.all()
    for book in books:
        print(book.author, book.shelf.room, book.price * 2, book.price * 3)
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "views.py"
    file.write_text(SOURCE)
    return file


def finding_at(file, text, code, relation="Book.author", certainty="certain"):
    line = next(n for n, each in enumerate(SOURCE.splitlines(), 1) if text in each)
    column = SOURCE.splitlines()[line - 1].index(text)
    place = Span(str(file), line, line, column, column + len(text), "pages", text)
    advice = replace(LAZY.advice, code=code, place=place, text="Do so.", alternative="")
    advice = replace(advice, certainty=certainty)
    return replace(LAZY, advice=advice, relation=relation, certainty=certainty)


def added(file, *paths):
    query = "Book.objects.all()"
    return [
        finding_at(file, query, f'{query}.select_related("{path}")', f"Book.{path}")
        for path in paths
    ]


def test_one_patch_does_it_for_all(module):
    first, second, third = joined(added(module, "author", "shelf", "shelf__room"))
    patch = patch_for(first.advice)
    assert patch == patch_for(second.advice) == patch_for(third.advice)
    subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)
    line = '    books = Book.objects.all().select_related("author", "shelf__room")\n'
    assert line in module.read_text()


def test_the_code_of_each_is_its_own_and_what_the_others_need(module):
    first, second = joined(added(module, "author", "shelf"))
    assert first.advice.code == (
        'Book.objects.all().select_related("author").select_related("shelf")'
    )
    assert first.advice.text == ("Do so. The code also has what Book.shelf needs here.")
    assert '.select_related("shelf").select_related("author")' in second.advice.code


def test_changes_of_other_words_of_one_line_are_both_made(module):
    findings = [
        finding_at(module, "book.price * 2", "book.double"),
        finding_at(module, "book.price * 3", "book.triple"),
    ]
    first, second = joined(findings)
    assert "book.double, book.triple)\n" in patch_for(first.advice)
    assert patch_for(first.advice) == patch_for(second.advice)


def test_a_direction_and_a_fix_of_another_place_are_left_alone(module):
    (query,) = added(module, "author")
    unsure = finding_at(module, "books = ", "rows = ", certainty="unsure")
    other = finding_at(module, "book.shelf.room", "book.room")
    assert joined([query, unsure, other]) == [query, unsure, other]


def test_fixes_that_contradict_each_other_are_left_alone(module):
    query = "Book.objects.all()"
    findings = [
        finding_at(module, query, "Book.objects.filter(sold=True)"),
        finding_at(module, query, "Book.objects.filter(sold=False)"),
    ]
    assert joined(findings) == findings
