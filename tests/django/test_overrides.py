"""Overrides of save(): a line of theirs that asks is blamed, one that hands on is not."""

from __future__ import annotations

import pytest

from tests.django.pasting import found_in
from tests.django_project.models import Author, Book, Copy, NumberedCopy
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    assert Author.objects.exists()
    assert not Copy.objects.exists()


def copied():
    for book in Book.objects.all():
        copy = NumberedCopy(book=book, shelf="a")
        copy.save()


def test_the_override_asks_and_its_caller_writes():
    blamed = {f.code: f.blame.expression for f in found_in(copied)}
    assert blamed["NPG008"] == "Copy.objects.count()"
    assert blamed["NPG007"] == "copy.save()"
